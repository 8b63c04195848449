// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

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
}
