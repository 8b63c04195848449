// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import java.util.random.RandomGenerator;

/** One second, doubling to five minutes, with jitter (MESH.md row 3). */
final class Backoff {
    private static final long FIRST = 1_000;
    private static final long MOST = 300_000;

    private Backoff() {}

    /**
     * Milliseconds to wait after so many failures in a row: half of it certain, half of it luck.
     */
    static long after(int failures, RandomGenerator random) {
        long full = failures > 9 ? MOST : Math.min(MOST, FIRST << Math.max(0, failures - 1));
        return full / 2 + random.nextLong(full / 2 + 1);
    }

    /** About this long: between half and one and a half times. */
    static long around(long millis, RandomGenerator random) {
        return millis / 2 + random.nextLong(millis + 1);
    }
}
