// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

/** A token bucket of bytes. */
final class Bucket {
    private static final double NANOS = 1e9;

    private final double rate;
    private final double burst;
    private double tokens;
    private long since;

    Bucket(int rate, int burst, long now) {
        this.rate = rate;
        this.burst = burst;
        this.tokens = burst;
        this.since = now;
    }

    /** Takes this many bytes if there are as many. */
    boolean take(int bytes, long now) {
        tokens = Math.min(burst, tokens + (now - since) / NANOS * rate);
        since = now;
        if (tokens < bytes) {
            return false;
        }
        tokens -= bytes;
        return true;
    }
}
