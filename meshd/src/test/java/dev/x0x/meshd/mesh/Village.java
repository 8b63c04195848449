// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.link.MemoryLinks;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Some nodes that can reach each other's memory and nothing else. */
final class Village implements AutoCloseable {
    static final NetworkHash NETWORK = NetworkHash.ofName("x0x");
    static final SecureRandom RANDOM = new SecureRandom();
    private static final long PATIENCE_NS = 60_000_000_000L;

    final MemoryLinks.Net net = new MemoryLinks.Net();
    final ExecutorService verify =
            Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    private final long began = System.nanoTime();
    private final List<Villager> all = new ArrayList<>();

    Villager villager() {
        Villager one = new Villager(this);
        all.add(one);
        return one;
    }

    long uptimeNanos() {
        return System.nanoTime() - began;
    }

    long wallMs() {
        return System.currentTimeMillis();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The text of a carrier frame made by {@link Villager#carrier}. */
    static String key(byte[] frame) {
        return new String(
                Arrays.copyOfRange(frame, frame.length - 20, frame.length),
                StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        all.forEach(Villager::close);
        verify.shutdownNow();
        net.close();
    }
}
