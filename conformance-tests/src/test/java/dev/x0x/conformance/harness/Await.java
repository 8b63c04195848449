// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, never for a time. */
public final class Await {
    /** Long enough for two busy cores; a test that needs less says so. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /** Returns once it holds; fails naming {@code what} after {@link #PATIENCE}. */
    public static void until(String what, Callable<Boolean> holds) {
        until(what, PATIENCE, holds);
    }

    /** Returns once it holds; fails naming {@code what} when the time is over. */
    public static void until(String what, Duration within, Callable<Boolean> holds) {
        value(what, within, () -> holds.call() ? Optional.of(true) : Optional.empty());
    }

    /** Returns the value once there is one. What the question throws counts as not yet. */
    public static <T> T value(String what, Duration within, Callable<Optional<T>> question) {
        long deadline = System.nanoTime() + within.toNanos();
        Exception last = null;
        while (true) {
            try {
                Optional<T> answer = question.call();
                if (answer.isPresent()) {
                    return answer.get();
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + within + ": " + what, last);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
