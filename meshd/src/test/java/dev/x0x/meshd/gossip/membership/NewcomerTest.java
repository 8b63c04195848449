// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A newcomer whose only contact is full. */
class NewcomerTest {
    private static final long WALL_MS = 1_800_000_000_000L;
    private static final Endpoint CONTACT = Endpoint.parse("20.0.0.2:5483").orElseThrow();

    @Test
    void dials_whom_the_full_contact_refers_it_to_without_asking_nobody() {
        Hint self = hint(1, "20.0.0.1:5483", false);
        Hint contact = hint(2, "20.0.0.2:5483", true);
        Hint other = hint(3, "30.0.0.3:5483", true);
        var node =
                new Membership(self.machine(), MembershipSettings.usual(), new SplittableRandom(1));
        on(node, new MembershipEvent.Started(self, List.of(CONTACT), List.of()), 0);
        on(node, new MembershipEvent.LinkUp(contact, CONTACT, true), 200);
        var refusal = new MembershipFrame.NeighbourAnswer(false, List.of(other));
        on(node, new MembershipEvent.Heard(contact.machine(), refusal), 400);
        List<MembershipEffect> later = on(node, new MembershipEvent.Wake(), 60_400);
        assertEquals(
                List.of(new MembershipEffect.Dial(new Target.Machine(other))),
                later.stream()
                        .filter(
                                each ->
                                        each instanceof MembershipEffect.Confirm
                                                || (each instanceof MembershipEffect.Dial(var to)
                                                        && to instanceof Target.Machine))
                        .toList());
    }

    private static List<MembershipEffect> on(Membership node, MembershipEvent event, long ms) {
        return node.on(event, Duration.ofMillis(ms), WALL_MS + ms);
    }

    private static Hint hint(int id, String at, boolean reachable) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) id;
        return new Hint(
                MachineId.of(bytes),
                List.of(Endpoint.parse(at).orElseThrow()),
                reachable,
                WALL_MS / 1_000);
    }
}
