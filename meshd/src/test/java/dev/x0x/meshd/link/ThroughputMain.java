// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.util.Locale;

/** Measures one link on loopback: {@code ThroughputMain [MiB] [frame bytes] [rounds]}. */
final class ThroughputMain {
    private ThroughputMain() {}

    public static void main(String[] args) throws Exception {
        int mib = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        int size = args.length > 1 ? Integer.parseInt(args[1]) : 48 * 1024;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int count = (int) ((long) mib * 1024 * 1024 / size);
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link link = a.dial(b);
            for (int round = 0; round < rounds; round++) {
                b.frames.clear();
                long start = System.nanoTime();
                BulkTest.pour(a, link, count, size);
                Peer.await("all frames", () -> b.frames.size() == count);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%d MiB in frames of %d: %.2f s, %.0f MB/s%n",
                        mib,
                        size,
                        seconds,
                        (double) count * size / 1e6 / seconds);
            }
        }
    }
}
