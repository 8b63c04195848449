// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thread and one clock for everything: tasks run when the test says so, in the order in which
 * they came, and time passes only when the test lets it. Other threads may hand tasks over.
 */
final class World {
    private record Due(long order, Duration at, Runnable task, boolean[] off) {}

    private static final long REAL_PATIENCE_MS = 20_000;

    private final Thread tester = Thread.currentThread();
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Duration now = Duration.ofSeconds(1000);
    private long order;

    synchronized Duration now() {
        return now;
    }

    /** A wall clock that goes with the world's. */
    InstantSource clock() {
        return () -> Instant.EPOCH.plus(now());
    }

    synchronized void run(Runnable task) {
        ready.add(task);
        notifyAll();
    }

    synchronized Loop.Timer at(Duration time, Runnable task) {
        boolean[] off = {false};
        due.add(new Due(order++, time, task, off));
        return () -> off[0] = true;
    }

    Loop loop() {
        return new HandLoop();
    }

    private synchronized Runnable next() {
        return ready.poll();
    }

    /** Runs what is ready, and what that makes ready. */
    void settle() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** Lets this much time pass; everything due on the way runs at its time. */
    void pass(Duration time) {
        settle();
        Duration until = now().plus(time);
        while (true) {
            Due next;
            synchronized (this) {
                next = due.peek();
                if (next == null || next.at().compareTo(until) > 0) {
                    now = until;
                    break;
                }
                due.poll();
                now = next.at().compareTo(now) > 0 ? next.at() : now;
            }
            if (!next.off()[0]) {
                next.task().run();
                settle();
            }
        }
        settle();
    }

    /** Runs what other threads hand over until something is so; no time of the world passes. */
    void until(BooleanSupplier so) throws InterruptedException {
        long deadline = System.currentTimeMillis() + REAL_PATIENCE_MS;
        settle();
        while (!so.getAsBoolean()) {
            synchronized (this) {
                if (ready.isEmpty()) {
                    wait(1);
                }
            }
            if (System.currentTimeMillis() > deadline) {
                throw new AssertionError("it did not come about in 20 s");
            }
            settle();
        }
    }

    private final class HandLoop implements Loop {
        private boolean closed;

        @Override
        public Duration uptime() {
            return now();
        }

        @Override
        public boolean crowded() {
            return false;
        }

        @Override
        public boolean run(Runnable task) {
            if (closed) {
                return false;
            }
            World.this.run(task);
            return true;
        }

        @Override
        public <T> T ask(Supplier<T> question) {
            if (closed) {
                throw new IllegalStateException("exec has stopped");
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            World.this.run(() -> answer.complete(question.get()));
            if (Thread.currentThread() == tester) {
                settle();
            }
            return answer.join();
        }

        @Override
        public Timer at(Duration time, Runnable task) {
            return World.this.at(
                    time,
                    () -> {
                        if (!closed) {
                            task.run();
                        }
                    });
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
