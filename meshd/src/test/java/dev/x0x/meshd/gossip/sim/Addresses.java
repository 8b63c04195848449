// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.Endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Hands out globally routable addresses, so that the address-group limits apply to them. */
final class Addresses {
    private final SplittableRandom random;
    private final Set<Integer> taken = new HashSet<>();
    private int names;

    Addresses(long seed) {
        this.random = new SplittableRandom(EventHash.mix(seed ^ 0xADD2E55L));
    }

    /** Anywhere in 16.0.0.0/4 to 80.0.0.0/4: no special range lies there. */
    Endpoint anywhere() {
        while (true) {
            int ip = (16 + random.nextInt(80)) << 24 | random.nextInt(1 << 24);
            if (taken.add(ip)) {
                return endpoint(ip);
            }
        }
    }

    /** Inside one /16: the hosts of one owner. */
    Endpoint inGroup(int group) {
        while (true) {
            int ip = (144 + (group >>> 8)) << 24 | (group & 0xff) << 16 | random.nextInt(1 << 16);
            if (taken.add(ip)) {
                return endpoint(ip);
            }
        }
    }

    /** Inside one /24, with a port of its own: many names at few addresses. */
    Endpoint inNarrowGroup(int group) {
        int ip = (145 + (group >>> 8)) << 24 | (group & 0xff) << 16 | random.nextInt(256);
        return endpoint(ip, 1_024 + names++);
    }

    private static Endpoint endpoint(int ip) {
        return endpoint(ip, 5483);
    }

    private static Endpoint endpoint(int ip, int port) {
        byte[] bytes = {(byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
        try {
            return Endpoint.of(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
