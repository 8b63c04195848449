// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the mesh's thread on behalf of a caller with time. */
final class Waiting {
    private static final long PATIENCE_S = 5;

    private Waiting() {}

    /** The answer; empty if the thread has stopped or is hopelessly behind. */
    static <T> Optional<T> forIt(CompletableFuture<T> answer) {
        try {
            return Optional.of(answer.get(PATIENCE_S, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
