// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A loop that is a named virtual thread. */
final class ThreadLoop implements Loop {
    /**
     * Tasks waiting beyond which what can be asked for again is shed; guess, some 100 MiB of
     * records.
     */
    static final int CROWDED = 2048;

    /** A loop that is busy for so long is stuck, or was closed with the question waiting. */
    private static final long PATIENCE_MS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);

    private final ScheduledThreadPoolExecutor thread;
    private final Supplier<Duration> uptime;
    private final AtomicInteger waiting = new AtomicInteger();

    ThreadLoop(String name, Supplier<Duration> uptime) {
        this.uptime = uptime;
        this.thread = new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name(name).factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Duration uptime() {
        return uptime.get();
    }

    @Override
    public boolean crowded() {
        return waiting.get() > CROWDED;
    }

    @Override
    public boolean run(Runnable task) {
        waiting.incrementAndGet();
        try {
            thread.execute(
                    guarded(
                            () -> {
                                waiting.decrementAndGet();
                                task.run();
                            }));
            return true;
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            LOG.debug("task after close dropped");
            return false;
        }
    }

    @Override
    public <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean asked =
                run(
                        () -> {
                            try {
                                answer.complete(question.get());
                            } catch (RuntimeException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        if (!asked) {
            throw new IllegalStateException("exec has stopped");
        }
        try {
            return answer.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("exec could not answer", e.getCause());
        }
    }

    @Override
    public Timer at(Duration time, Runnable task) {
        long wait = Math.max(0, time.minus(uptime.get()).toNanos());
        try {
            Future<?> due = thread.schedule(guarded(task), wait, TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("timer after close dropped");
            return () -> {};
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task failed", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
