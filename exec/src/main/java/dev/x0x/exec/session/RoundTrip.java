// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.time.Duration;

/**
 * How long the other side takes to answer, and so after which silence a frame counts as lost:
 * max(200 ms, 3 × RTT) (DECISIONS C1).
 */
final class RoundTrip {
    /** Before anything was measured; guess. */
    static final Duration FIRST = Duration.ofMillis(250);

    private static final Duration LEAST = Duration.ofMillis(200);

    /** Never waits longer, however slow the path; guess, well inside a lease of ten seconds. */
    private static final Duration MOST = Duration.ofSeconds(3);

    private Duration smoothed;

    /** An answer took this long. Smoothed as in RFC 6298: seven eighths old, one eighth new. */
    void measured(Duration sample) {
        smoothed = smoothed == null ? sample : smoothed.multipliedBy(7).plus(sample).dividedBy(8);
    }

    /** After this without an answer, what was sent once counts as lost. */
    Duration lost() {
        if (smoothed == null) {
            return FIRST;
        }
        Duration three = smoothed.multipliedBy(3);
        Duration atLeast = three.compareTo(LEAST) < 0 ? LEAST : three;
        return atLeast.compareTo(MOST) > 0 ? MOST : atLeast;
    }

    /** The same for something sent {@code times} times already: twice as long each time. */
    static Duration backedOff(Duration lost, int times) {
        Duration longer = lost.multipliedBy(1L << Math.min(times - 1, 4));
        Duration most = lost.compareTo(MOST) > 0 ? lost : MOST;
        return longer.compareTo(most) > 0 ? most : longer;
    }
}
