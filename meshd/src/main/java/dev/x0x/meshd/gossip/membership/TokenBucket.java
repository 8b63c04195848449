// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

/** So many at once, and then so many a second. */
final class TokenBucket {
    private final double perMs;
    private final double burst;
    private double tokens;
    private long at;

    TokenBucket(double perSecond, double burst) {
        this.perMs = perSecond / 1000;
        this.burst = burst;
        this.tokens = burst;
    }

    /** Takes one, if there is one. */
    boolean take(long now) {
        if (now > at) {
            tokens = Math.min(burst, tokens + (now - at) * perMs);
            at = now;
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** When the next one can be had. */
    long next(long now) {
        double missing = 1 - Math.min(burst, tokens + Math.max(0, now - at) * perMs);
        return missing <= 0 ? now : now + (long) Math.ceil(missing / perMs);
    }

    /** Takes all there are: after a sleep nothing is owed. */
    void empty(long now) {
        tokens = 0;
        at = now;
    }
}
