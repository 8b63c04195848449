// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer without time: keeps what it was told to do and runs it when the test says so. */
final class FakeTimer extends ScheduledThreadPoolExecutor {
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Duration> asked = new ArrayList<>();

    FakeTimer() {
        super(0);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long wait, TimeUnit unit) {
        waiting.add(task);
        asked.add(Duration.of(wait, unit.toChronoUnit()));
        return null;
    }

    /** The waits asked for so far. */
    synchronized List<Duration> asked() {
        return List.copyOf(asked);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Runs everything that waits; what that asks for waits for the next call. */
    void fire() {
        List<Runnable> due;
        synchronized (this) {
            due = List.copyOf(waiting);
            waiting.clear();
        }
        due.forEach(Runnable::run);
    }
}
