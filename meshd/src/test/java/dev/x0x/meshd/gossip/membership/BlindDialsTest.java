// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Dial;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A hostile first contact refers a newcomer to whom it wants knocked at. */
class BlindDialsTest {
    private int names = 1_000;

    @Test
    void knocks_at_one_address_are_two_in_ten_minutes_whatever_names_are_made_up() {
        List<Endpoint> knocked = knocks(Duration.ofMinutes(9), _ -> at(70));
        assertEquals(List.of(at(70), at(70)), knocked);
    }

    @Test
    void knocks_at_many_addresses_come_to_an_end() {
        List<Endpoint> knocked = knocks(Duration.ofMinutes(10), n -> at(100 + n % 20_000));
        assertTrue(knocked.size() >= 8, "only " + knocked.size() + ": it may be our only way in");
        assertTrue(knocked.size() <= 32 + 10, knocked.size() + " knocks");
    }

    @Test
    void nothing_inside_our_own_networks_is_knocked_at_for_one_outside() {
        assertEquals(
                List.of(),
                knocks(
                        Duration.ofMinutes(1),
                        n -> Endpoint.parse("192.168.1." + n % 250 + ":22").orElseThrow()));
    }

    /** The contact refuses and refers, again and again; where the node then knocks. */
    private List<Endpoint> knocks(Duration time, IntFunction<Endpoint> addresses) {
        var stage = new Stage(List.of(at(90)));
        stage.up(90, true);
        List<Endpoint> knocked = new ArrayList<>();
        for (int second = 0; second < time.toSeconds(); second++) {
            List<Hint> referral = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int name = names++;
                referral.add(
                        new Hint(
                                id(name),
                                List.of(addresses.apply(name)),
                                true,
                                stage.wallSeconds()));
            }
            collect(stage.heard(90, new NeighbourAnswer(false, referral)), knocked);
            collect(stage.after(Duration.ofSeconds(1)), knocked);
        }
        return knocked;
    }

    private static void collect(List<MembershipEffect> effects, List<Endpoint> knocked) {
        for (MembershipEffect each : effects) {
            if (each instanceof Dial(Target.Machine(Hint to))) {
                knocked.addAll(to.addresses());
            }
        }
    }
}
