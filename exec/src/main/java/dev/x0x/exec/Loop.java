// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The one thread that owns a machine: it performs what is handed to it, in order, and what is due,
 * in time. A fault of one task ends that task, never the loop. Tests bring one in virtual time.
 */
interface Loop extends AutoCloseable {
    /** Something that is due later, unless it is called off. */
    interface Timer {
        void cancel();
    }

    /** How long the daemon has been running. */
    Duration uptime();

    /** Whether so much waits that what can be repeated should be dropped. Timers do not count. */
    boolean crowded();

    /** Hands a task over; false after {@link #close}. Never blocks. */
    boolean run(Runnable task);

    /**
     * Asks the owning thread and waits for its answer.
     *
     * @throws IllegalStateException after {@link #close}
     */
    <T> T ask(Supplier<T> question);

    /** Runs a task when this time has come. */
    Timer at(Duration time, Runnable task);

    @Override
    void close();
}
