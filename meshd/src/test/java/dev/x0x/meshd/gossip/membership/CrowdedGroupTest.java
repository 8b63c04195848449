// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** More machines behind one public address than a node takes from one (MESH.md row 10). */
class CrowdedGroupTest {
    private static final long WALL = 1_800_000_000L;
    private static final byte[] NAT = {(byte) 198, 18, 1, 1};
    private static final byte[] ELSEWHERE = {(byte) 203, 0, 113, 1};

    private final Membership node =
            new Membership(machine(0), MembershipSettings.usual(), new Random(1));
    private final Set<MachineId> neighbours = new LinkedHashSet<>();

    CrowdedGroupTest() {
        on(0, new MembershipEvent.Started(hint(0, ELSEWHERE), List.of(), List.of()));
    }

    @Test
    void a_third_with_nobody_takes_the_place_of_the_second_after_a_while() {
        asks(1, 0, true);
        asks(2, 1, true);
        asks(3, 2, true);
        assertEquals(Set.of(machine(1), machine(2)), neighbours, "the second came just now");

        asks(3, 70, true);

        assertEquals(Set.of(machine(1), machine(3)), neighbours);
    }

    @Test
    void a_third_that_has_others_does_not() {
        asks(1, 0, true);
        asks(2, 1, true);

        asks(3, 70, false);

        assertEquals(Set.of(machine(1), machine(2)), neighbours);
    }

    @Test
    void the_first_of_a_group_stays_whoever_asks() {
        asks(1, 0, true);
        asks(2, 1, true);
        for (int other = 3; other < 40; other++) {
            asks(other, 70L * other, true);
        }

        assertEquals(Set.of(machine(1), machine(39)), neighbours);
    }

    private void asks(int who, long second, boolean urgent) {
        on(second, new MembershipEvent.LinkUp(hint(who, NAT), at(NAT), false));
        on(second, new MembershipEvent.Heard(machine(who), new Neighbour(urgent)));
    }

    private void on(long second, MembershipEvent event) {
        for (var effect : node.on(event, Duration.ofSeconds(second), (WALL + second) * 1000)) {
            if (effect instanceof MembershipEffect.NeighbourUp(MachineId peer)) {
                neighbours.add(peer);
            } else if (effect instanceof MembershipEffect.NeighbourDown(MachineId peer)) {
                neighbours.remove(peer);
            }
        }
    }

    private static MachineId machine(int number) {
        return MachineId.of(ByteBuffer.allocate(32).putInt(28, number + 1).array());
    }

    private static Hint hint(int number, byte[] ip) {
        return new Hint(machine(number), List.of(at(ip)), false, WALL);
    }

    private static Endpoint at(byte[] ip) {
        return Endpoint.of(ip, 5483);
    }
}
