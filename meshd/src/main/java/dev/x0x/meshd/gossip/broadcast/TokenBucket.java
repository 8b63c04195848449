// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

/** So many at once, so many a second after that. */
final class TokenBucket {
    private final double perMs;
    private final double burst;
    private double tokens;
    private long at;

    TokenBucket(double perSecond, double burst, long now) {
        this.perMs = perSecond / 1_000;
        this.burst = burst;
        this.tokens = burst;
        this.at = now;
    }

    /** Takes that much if it is there. */
    boolean take(double amount, long now) {
        if (!has(amount, now)) {
            return false;
        }
        tokens -= amount;
        return true;
    }

    boolean has(double amount, long now) {
        if (now > at) {
            tokens = Math.min(burst, tokens + (now - at) * perMs);
            at = now;
        }
        return tokens >= amount;
    }

    /** As good as new: nothing is lost by forgetting it. */
    boolean full(long now) {
        return has(burst, now);
    }

    void add(double amount) {
        tokens = Math.min(burst, tokens + amount);
    }
}
