// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The daemon's threads that are nobody's own. */
final class Workers {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Seals and opens mail. */
    final ExecutorService crypto =
            Executors.newFixedThreadPool(
                    CORES, Thread.ofPlatform().daemon().name("mail-crypto-", 0).factory());

    /** Of their own: a flood of records must not keep mail waiting (MESH.md row 42). */
    final ExecutorService recordChecks =
            Executors.newFixedThreadPool(
                    Math.max(1, CORES / 2),
                    Thread.ofPlatform().daemon().name("record-check-", 0).factory());

    private final ScheduledExecutorService housekeeping =
            Executors.newScheduledThreadPool(2, Thread.ofVirtual().name("housekeeping").factory());

    /** Does this now, and again so long after it was done. */
    void every(Duration pause, Runnable what) {
        var unused =
                housekeeping.scheduleWithFixedDelay(
                        what, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nothing new is begun; what is being sealed gets a second to end. */
    void drain() {
        housekeeping.shutdownNow();
        crypto.shutdown();
        try {
            boolean unused = crypto.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The rest. */
    void stop() {
        recordChecks.shutdownNow();
    }
}
