// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What the machines do together. */
class NetTest {
    private static final int SIZE = 300;

    @Test
    void everyone_gets_everything_and_next_to_nothing_twice() {
        var net = new Net(SIZE, 6, 1, BroadcastSettings.usual());
        net.run(1_000);
        double redundancy = 0;
        for (int i = 0; i < 40; i++) {
            Net.Node sender = net.list.get(net.random.nextInt(SIZE));
            SignedRecord record = publish(net, sender, i);
            net.run(3_000);
            assertEquals(SIZE - 1, net.reached(record.id()), "message " + i);
            if (i >= 30) {
                redundancy += net.redundancy(record.id()) / 10;
            }
        }
        // four direct copies of 300 are 0.013
        assertTrue(redundancy < 0.05, "redundancy " + redundancy);
    }

    @Test
    void half_of_all_gone_the_rest_heals() {
        var net = new Net(SIZE, 6, 2, BroadcastSettings.usual());
        net.run(1_000);
        for (int i = 0; i < 10; i++) {
            publish(net, net.list.get(i), i);
            net.run(2_000);
        }
        net.crash(SIZE / 2);
        net.heal(6);
        net.run(20_000);
        double redundancy = 1;
        for (int i = 0; i < 10; i++) {
            Net.Node sender = net.list.stream().filter(node -> node.up).skip(i).findFirst().get();
            SignedRecord record = publish(net, sender, 100 + i);
            net.run(10_000);
            assertEquals(net.living() - 1, net.reached(record.id()), "message " + i);
            redundancy = net.redundancy(record.id());
        }
        assertTrue(redundancy < 0.05, "redundancy " + redundancy);
    }

    static SignedRecord publish(Net net, Net.Node sender, long second) {
        SignedRecord record = Records.announcement(sender.id, second);
        sender.on(new BroadcastEvent.Publish(record));
        return record;
    }

    @Test
    void a_fifth_that_passes_nothing_on_holds_nothing_back() {
        var net = new Net(SIZE, 8, 3, BroadcastSettings.usual());
        net.run(1_000);
        for (int i = 0; i < SIZE / 5; i++) {
            net.list.get(5 * i).silent = true;
        }
        long due = 0;
        long late = 0;
        for (int i = 0; i < 20; i++) {
            SignedRecord record = publish(net, net.list.get(1 + 5 * i), i);
            net.run(10_000);
            due += SIZE - 1;
            late += SIZE - 1 - net.reached(record.id());
        }
        assertTrue(late <= due / 1_000, late + " of " + due + " not there in 10 s");
    }

    @Test
    void an_idle_node_pays_little_for_all_being_alive() {
        var net = new Net(SIZE, 6, 4, BroadcastSettings.usual());
        var chains = new ArrayList<SignedRecord>();
        var secrets = new ArrayList<HeartbeatChain>();
        for (Net.Node node : net.list) {
            secrets.add(Records.secret(node.id));
            chains.add(Records.chain(node.id, secrets.getLast()));
            node.on(new BroadcastEvent.Publish(chains.getLast()));
            net.run(300);
        }
        for (int i = 0; i < 10; i++) { // the tree settles
            publish(net, net.list.get(i), 90);
            net.run(2_000);
        }
        net.list.forEach(node -> node.alive.clear());
        long before = net.bytes;
        beats(net, chains, secrets, 2);
        long most = (long) SIZE * (SIZE - 1);
        double once = (net.bytes - before) / (double) most;
        assertTrue(once < 100, once + " bytes a heartbeat and node");
        for (Net.Node node : net.list) {
            long firsts = node.alive.stream().filter(BroadcastEffect.Alive::first).count();
            assertEquals(SIZE - 1, firsts, "node " + node.number);
        }
        assertTrue(net.list.stream().allMatch(node -> node.cutOff.isEmpty()));
    }

    @Test
    void a_newcomer_learns_what_is_known_and_nobody_loses_standing() {
        var net = new Net(SIZE, 6, 5, BroadcastSettings.usual());
        net.run(1_000);
        for (Net.Node node : net.list) {
            publish(net, node, 0);
            net.run(200);
        }
        net.run(10_000);
        var late = net.newcomer(6);
        net.run(15_000);
        assertEquals(SIZE, late.machine.view().records());
        assertEquals(SIZE, late.machine.estimatedNodes());
        for (Net.Node node : net.list) {
            assertTrue(node.scored.stream().noneMatch(BroadcastEffect.Scored::prune));
        }
    }

    private static void beats(
            Net net, List<SignedRecord> chains, List<HeartbeatChain> secrets, int slot) {
        net.run(60_000L * slot - net.now);
        for (int i = 0; i < SIZE; i++) {
            var beat = Records.beat(chains.get(i), secrets.get(i), slot, 0);
            net.list.get(i).on(new BroadcastEvent.Beat(beat));
            net.run(60);
        }
        net.run(3_000);
    }
}
