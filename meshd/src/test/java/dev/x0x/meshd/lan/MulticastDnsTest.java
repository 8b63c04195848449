// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.x0x.identity.MachineId;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The library on loopback; skipped with a word where that has no multicast. */
class MulticastDnsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static Multicast.Self self(int name) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) name);
        return new Multicast.Self(MachineId.of(bytes), new byte[16], 5000 + name);
    }

    @Test
    void two_daemons_find_each_other() throws Exception {
        BlockingQueue<Sighting> heard = new ArrayBlockingQueue<>(64);
        var dns = new MulticastDns();
        Sighting found;
        try (var one = open(dns, self(1), heard);
                var other = open(dns, self(2), new ArrayBlockingQueue<>(64))) {
            found = heard.poll(20, TimeUnit.SECONDS);
            assumeTrue(found != null, "no multicast on loopback here");
            assertFalse(one.flooded() || other.flooded());
        }
        assertEquals(self(2).machine(), found.machine());
        assertEquals("127.0.0.1:5002", found.addresses().getFirst().toString());
    }

    private static Multicast.Door open(
            MulticastDns dns, Multicast.Self self, BlockingQueue<Sighting> heard) {
        try {
            return dns.open(LOOPBACK, self, sighting -> heard.offer(sighting));
        } catch (java.io.IOException e) {
            assumeTrue(false, "no multicast on loopback here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
