// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import java.util.Arrays;

/**
 * Which counters were seen: anything above the highest is new, anything more than {@link #BELOW}
 * below it is stale, between them a bit remembers (DECISIONS A6). Counters are unsigned.
 */
final class CounterWindow {
    static final int BELOW = 1023;

    // counter c stands at bit c mod 1024: the highest and the 1,023 below it have one each
    private final long[] seen = new long[(BELOW + 1) / Long.SIZE];
    private long highest;
    private boolean any;

    /** Whether this counter may still come. */
    boolean isNew(long counter) {
        if (!any || Long.compareUnsigned(counter, highest) > 0) {
            return true;
        }
        return Long.compareUnsigned(highest - counter, BELOW) <= 0
                && (seen[word(counter)] & bit(counter)) == 0;
    }

    /** Remembers a counter that {@link #isNew}. */
    void add(long counter) {
        if (!any || Long.compareUnsigned(counter, highest) > 0) {
            forgetUpTo(counter);
            highest = counter;
            any = true;
        }
        seen[word(counter)] |= bit(counter);
    }

    /** 1 + the highest counter, 0 for none: what the next record to the other side says. */
    long echo() {
        return any ? highest + 1 : 0;
    }

    private void forgetUpTo(long counter) {
        if (!any || Long.compareUnsigned(counter - highest, BELOW) > 0) {
            Arrays.fill(seen, 0);
            return;
        }
        for (long passed = highest + 1; passed != counter; passed++) {
            seen[word(passed)] &= ~bit(passed);
        }
        seen[word(counter)] &= ~bit(counter);
    }

    private static int word(long counter) {
        return (int) (counter & BELOW) / Long.SIZE;
    }

    private static long bit(long counter) {
        return 1L << counter; // the shift takes the counter mod 64
    }
}
