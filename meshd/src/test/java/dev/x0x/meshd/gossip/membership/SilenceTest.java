// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.meshd.gossip.membership.MembershipEffect.Dial;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Rung E of the ladder (MESH.md §8.1): who brings nothing makes room. */
class SilenceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void in_a_full_house_a_silent_one_gives_way_however_old() {
        Stage stage = fullHouse();
        for (int i = 0; i < 6; i++) {
            stage.pass(MINUTE);
            stage.on(new MembershipEvent.Useful(id(2)));
            stage.on(new MembershipEvent.Useful(id(3)));
        }
        stage.inboundNeighbour(9);
        assertTrue(stage.neighbour(9));
        assertFalse(stage.neighbour(1), "the oldest, but silent");
        assertTrue(stage.neighbour(2) && stage.neighbour(3));
        assertEquals(1, stage.membership.view().counters().get("silent_replaced"));
    }

    @Test
    void in_an_idle_network_silence_is_nobodys_fault() {
        Stage stage = fullHouse();
        stage.pass(MINUTE.multipliedBy(6));
        stage.inboundNeighbour(9);
        assertTrue(stage.neighbour(1));
        assertEquals(0, stage.membership.view().counters().get("silent_replaced"));
    }

    @Test
    void newcomers_are_given_time() {
        Stage stage = fullHouse();
        for (int i = 0; i < 4; i++) {
            stage.pass(MINUTE);
            stage.on(new MembershipEvent.Useful(id(3)));
        }
        stage.inboundNeighbour(9);
        assertTrue(stage.neighbour(1));
        assertEquals(0, stage.membership.view().counters().get("silent_replaced"));
    }

    private static Stage fullHouse() {
        Stage stage = new Stage(1, true, MembershipSettings.usual().withInbound(3));
        stage.inboundNeighbour(1);
        stage.inboundNeighbour(2);
        stage.inboundNeighbour(3);
        return stage;
    }

    @Test
    void whose_neighbours_all_say_nothing_begins_anew_at_the_bootstrap_peers() {
        Stage stage = surrounded();
        int dials = 0;
        for (int i = 0; i < 240; i++) {
            for (MembershipEffect each : stage.after(Duration.ofSeconds(1))) {
                dials += each.equals(new Dial(new Target.Address(at(90)))) ? 1 : 0;
            }
        }
        assertTrue(dials >= 1, "the bootstrap peer was dialled " + dials + " times");
        assertTrue(stage.membership.view().neighbours().size() <= 2, "half of them went");
    }

    @Test
    void one_that_brings_news_is_enough_to_stay() {
        Stage stage = surrounded();
        for (int i = 0; i < 10; i++) {
            stage.pass(MINUTE);
            stage.on(new MembershipEvent.Useful(id(2)));
        }
        assertEquals(0, stage.membership.view().counters().get("deaf"));
        assertEquals(4, stage.membership.view().neighbours().size());
    }

    /** Four neighbours that it dialled, a bootstrap peer with which it has no link. */
    private static Stage surrounded() {
        Stage stage = new Stage(List.of(at(90)));
        stage.on(new MembershipEvent.DialFailed(new Target.Address(at(90))));
        for (int i = 1; i <= 4; i++) {
            stage.dialledNeighbour(i);
        }
        return stage;
    }
}
