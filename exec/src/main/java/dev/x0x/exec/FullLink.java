// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import java.time.Duration;

/**
 * Whether a link refused the last record: then no other is sealed for it until it is tried again,
 * after a while that doubles. Used by the loop's thread.
 */
final class FullLink {
    /** Guess: some records of room on a link of 100 Mbit/s. */
    private static final Duration FIRST = Duration.ofMillis(5);

    private static final Duration LAST = Duration.ofMillis(160);

    private final Loop loop;
    private final Runnable again;
    private Duration wait = FIRST;
    private boolean full;

    FullLink(Loop loop, Runnable again) {
        this.loop = loop;
        this.again = again;
    }

    boolean full() {
        return full;
    }

    void taken() {
        wait = FIRST;
    }

    void refused() {
        full = true;
        var unused =
                loop.at(
                        loop.uptime().plus(wait),
                        () -> {
                            full = false;
                            again.run();
                        });
        Duration longer = wait.multipliedBy(2);
        wait = longer.compareTo(LAST) > 0 ? LAST : longer;
    }
}
