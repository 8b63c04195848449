// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Neighbours.Node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Whole networks, small: what the rules add up to. */
class NetworkTest {
    @Test
    void twoOfWhomOneKnowsTheOthersAddress() {
        var network = new Neighbours(1);
        Node one = network.add(false, false);
        Node two = network.add(false, false);
        one.start(List.of(), List.of());
        two.start(List.of(one.at), List.of());

        network.run(Duration.ofSeconds(1));

        assertEquals(Set.of(two.id), one.neighbours);
        assertEquals(Set.of(one.id), two.neighbours);
    }

    @Test
    void bothMayKnowTheOther() {
        var network = new Neighbours(2);
        Node one = network.add(false, false);
        Node two = network.add(false, false);
        one.start(List.of(two.at), List.of());
        two.start(List.of(one.at), List.of());

        network.run(Duration.ofSeconds(1));

        assertEquals(Set.of(two.id), one.neighbours);
        assertEquals(Set.of(one.id), two.neighbours);
    }

    @Test
    void aChainOfIntroductionsMakesThreeAcquaintances() {
        var network = new Neighbours(3);
        Node a = network.add(false, false);
        Node b = network.add(false, false);
        Node c = network.add(false, false);
        a.start(List.of(), List.of());
        b.start(List.of(a.at), List.of());
        network.run(Duration.ofSeconds(5));
        c.start(List.of(b.at), List.of());

        network.run(Duration.ofSeconds(10));

        assertEquals(Set.of(b.id, c.id), a.neighbours);
        assertEquals(Set.of(a.id, c.id), b.neighbours);
        assertEquals(Set.of(a.id, b.id), c.neighbours);
    }

    @Test
    void aLonelyNodeKeepsTrying() {
        var network = new Neighbours(4);
        Node one = network.add(false, false);
        Node two = network.add(false, false);
        two.start(List.of(one.at), List.of());
        one.dead = true;
        network.run(Duration.ofMinutes(30));
        one.dead = false;
        one.start(List.of(), List.of());

        network.run(Duration.ofMinutes(6));

        assertEquals(Set.of(one.id), two.neighbours);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void oneContactMakesOneNetwork(long seed) {
        var network = grown(seed, 300, 0);

        assertEquals(300, network.largest());
        assertEquals(0, network.oneSided());
        assertEquals(0, network.misdeeds);
        for (Node each : network.nodes) {
            var view = each.membership.view();
            long dialled =
                    view.neighbours().stream().filter(MembershipView.Neighbour::dialled).count();
            assertTrue(dialled <= 6, each.id + " dialled " + dialled);
            assertTrue(view.neighbours().size() - dialled <= 60);
        }
        assertTrue(network.links(n -> true) >= 7, "links " + network.links(n -> true));
        long known = network.nodes.stream().filter(n -> n.role == Role.PUBLIC).count();
        assertTrue(known >= 295, known + " know that they are public");
    }

    @Test
    void halfDiesAndTheRestFindsTogether() {
        var network = grown(21, 300, 0);
        for (int i = 1; i < 300; i += 2) {
            network.nodes.get(i).crash();
        }
        network.run(Duration.ofMinutes(2));

        assertEquals(150, network.largest());
        assertTrue(network.links(n -> true) >= 6, "links " + network.links(n -> true));
    }

    @Test
    void firewalledNodesFindPublicOnes() {
        var network = grown(31, 300, 80);

        assertEquals(300, network.largest());
        double links = network.links(n -> n.firewalled);
        assertTrue(links >= 4.5, "links " + links);
        long wrong =
                network.nodes.stream().filter(n -> n.firewalled && n.role == Role.PUBLIC).count();
        assertEquals(0, wrong, "firewalled and yet public");
        for (Node each : network.nodes) {
            assertTrue(each.neighbours.size() <= 66, "" + each.neighbours.size());
        }
    }

    @Test
    void islandsMergeByRotation() {
        var network = new Neighbours(41);
        for (int i = 0; i < 200; i++) {
            network.add(false, true);
        }
        // two networks that grew apart and share one configured address
        Endpoint shared = network.nodes.get(0).at;
        network.split(n -> network.nodes.indexOf(n) >= 100);
        for (int i = 0; i < 200; i++) {
            Endpoint first = network.nodes.get(i < 100 ? 0 : 100).at;
            network.nodes
                    .get(i)
                    .start(i % 100 == 0 ? List.of() : List.of(first, shared), List.of());
            network.run(Duration.ofMillis(500));
        }
        network.run(Duration.ofMinutes(10));
        assertEquals(100, network.largest());
        network.mend();

        network.run(Duration.ofMinutes(90));

        assertEquals(200, network.largest());
        Set<MachineId> west =
                Set.copyOf(network.nodes.subList(0, 100).stream().map(n -> n.id).toList());
        long across =
                network.nodes.subList(100, 200).stream()
                        .flatMap(n -> n.neighbours.stream())
                        .filter(west::contains)
                        .count();
        assertTrue(across >= 50, across + " links across");
    }

    @Test
    void aPartitionOfAnHourHeals() {
        var network = grown(51, 200, 0);
        network.split(n -> network.nodes.indexOf(n) % 2 == 1);
        network.run(Duration.ofHours(1));
        assertEquals(100, network.largest());
        network.mend();

        network.run(Duration.ofMinutes(10));

        assertEquals(200, network.largest());
    }

    /** One after the other, all through the first, and half an hour to settle. */
    private static Neighbours grown(long seed, int size, int firewalledPercent) {
        var network = new Neighbours(seed);
        for (int i = 0; i < size; i++) {
            Node node = network.add(i > 0 && i % 100 < firewalledPercent, false);
            node.start(i == 0 ? List.of() : List.of(network.nodes.get(0).at), List.of());
            network.run(Duration.ofMillis(500));
        }
        network.run(Duration.ofMinutes(30));
        return network;
    }
}
