// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Calls that wait for something long: each ends early when its client goes, or the server does. */
final class LongCalls {
    /** For calls that say little; a guess. */
    static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Set<ClientWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /**
     * Does the work on the calling thread, which is interrupted if there is no use going on.
     *
     * @param patience how long a client may take nothing of what we write to it
     * @throws ClientGoneException it was interrupted
     */
    <T> T watched(Call call, Duration patience, Callable<T> work) throws Exception {
        call.context().header("Connection", "close");
        try (ClientWatch watch = ClientWatch.start(call.context().req(), patience)) {
            watches.add(watch);
            try {
                if (ended) {
                    watch.interrupt();
                }
                return work.call();
            } catch (InterruptedException | IOException e) {
                if (e instanceof IOException io && !watch.hasInterrupted()) {
                    throw io;
                }
                watch.abort();
                throw new ClientGoneException(e);
            } finally {
                watches.remove(watch);
            }
        }
    }

    /** Ends those that wait, and those to come. */
    void end() {
        ended = true;
        watches.forEach(ClientWatch::interrupt);
    }
}
