// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Runs the {@link KeepAlive} of one connection on the event loop. */
final class Pulse {
    private final EventLoop loop;
    private final KeepAlive keepAlive;
    private final LongConsumer sendEcho;
    private final Runnable silent;
    private Optional<Future<?>> next = Optional.empty();
    private Optional<Future<?>> probeTimer = Optional.empty();
    private boolean stopped;
    private long probe;
    private Optional<Runnable> onProbeAnswered = Optional.empty();

    /**
     * Starts at once, with an echo.
     *
     * @param sendEcho puts an echo with this number on the wire
     * @param silent is run once when the peer is gone
     */
    Pulse(EventLoop loop, KeepAlive keepAlive, LongConsumer sendEcho, Runnable silent) {
        this.loop = loop;
        this.keepAlive = keepAlive;
        this.sendEcho = sendEcho;
        this.silent = silent;
        beat();
    }

    private void beat() {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        switch (keepAlive.at(now)) {
            case DOWN -> {
                stop();
                silent.run();
                return;
            }
            case ECHO -> sendEcho.accept(keepAlive.echo(now));
            case NOTHING -> {}
        }
        next =
                Optional.of(
                        loop.schedule(
                                this::beat, keepAlive.nanosToWake(now), TimeUnit.NANOSECONDS));
    }

    void heard() {
        keepAlive.heard(System.nanoTime());
    }

    /** An answer to one of our echoes came. */
    void answered(long nonce) {
        if (keepAlive.answered(nonce, System.nanoTime()) && nonce >= probe) {
            Optional<Runnable> waiting = onProbeAnswered;
            onProbeAnswered = Optional.empty();
            waiting.ifPresent(Runnable::run);
        }
    }

    /** Sends an echo now and runs one of the two: the first when it comes back, else the other. */
    void probe(Runnable alive, Runnable dead) {
        probe = keepAlive.echo(System.nanoTime());
        onProbeAnswered = Optional.of(alive);
        sendEcho.accept(probe);
        // A live peer answers in one round trip; a second allows for a busy one (guess).
        long patience = Math.max(Duration.ofSeconds(1).toNanos(), 3 * rtt().toNanos());
        probeTimer.ifPresent(task -> task.cancel(false));
        probeTimer =
                Optional.of(loop.schedule(() -> unanswered(dead), patience, TimeUnit.NANOSECONDS));
    }

    private void unanswered(Runnable dead) {
        if (!stopped && onProbeAnswered.isPresent()) {
            onProbeAnswered = Optional.empty();
            dead.run();
        }
    }

    Duration rtt() {
        return keepAlive.rtt();
    }

    boolean suspect() {
        return keepAlive.suspect(System.nanoTime());
    }

    void stop() {
        stopped = true;
        next.ifPresent(task -> task.cancel(false));
        probeTimer.ifPresent(task -> task.cancel(false));
        onProbeAnswered = Optional.empty();
    }
}
