// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.exec.Peer;
import dev.x0x.identity.AgentId;
import dev.x0x.meshd.mail.NotPostedException;
import dev.x0x.meshd.mail.OpenedMail;
import dev.x0x.meshd.mail.Outbox;
import dev.x0x.meshd.mail.Posted;
import dev.x0x.meshd.rest.DirectDoor;
import dev.x0x.meshd.rest.RefusedException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Plain direct messages, for the HTTP server. */
public final class LocalDirect implements DirectDoor {
    /** Messages kept for a listener that does not ask. */
    public static final int CAPACITY = 256;

    private static final int LARGEST = 49_152;

    private final Outbox outbox;
    private final Targets targets;
    private final InstantSource clock;
    private final Set<Ear> ears = ConcurrentHashMap.newKeySet();
    private final AtomicLong evicted = new AtomicLong();

    /** Over the outbox; {@link #heard} is told what comes in. */
    public LocalDirect(Outbox outbox, Targets targets, InstantSource clock) {
        this.outbox = outbox;
        this.targets = targets;
        this.clock = clock;
    }

    @Override
    public Sent send(AgentId agent, byte[] payload, Optional<Duration> ackWithin)
            throws RefusedException, InterruptedException {
        if (payload.length > LARGEST) {
            throw new RefusedException(
                    RefusedException.Sort.TOO_LARGE,
                    "payload_too_large",
                    payload.length + " bytes, at most " + LARGEST);
        }
        Peer target = targets.of(agent, Optional.empty());
        if (target.equals(targets.self())) {
            hear(
                    new DirectMessage(
                            target.machine(),
                            payload,
                            clock.instant(),
                            agent,
                            Optional.empty(),
                            true));
            return new Sent(
                    "loopback", new byte[16], ackWithin.map(_ -> new Ack.Came(Duration.ZERO)), 0);
        }
        Instant began = clock.instant();
        try {
            Posted posted =
                    outbox.post(
                                    target.agent(),
                                    target.machine(),
                                    payload,
                                    Outbox.Effort.UNTIL_SETTLED)
                            .get();
            Optional<Ack> ack =
                    ackWithin.isEmpty()
                            ? Optional.empty()
                            : Optional.of(wait(posted, ackWithin.get(), began));
            return new Sent(
                    ack.isPresent() ? "raw_quic_acked" : "raw_quic",
                    posted.messageId(),
                    ack,
                    posted.repeats());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotPostedException why) {
                throw new RefusedException(sort(why), why.code(), why.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Ack wait(Posted posted, Duration within, Instant began)
            throws InterruptedException, ExecutionException {
        try {
            posted.acknowledged().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return new Ack.Came(Duration.between(began, clock.instant()));
        } catch (TimeoutException e) {
            return new Ack.Missing("no acknowledgement within " + within.toMillis() + " ms");
        }
    }

    private static RefusedException.Sort sort(NotPostedException why) {
        return switch (why.code()) {
            case "recipient_key_unavailable" -> RefusedException.Sort.NOT_FOUND;
            case "recipient_key_invalid" -> RefusedException.Sort.CONFLICT;
            case "no_connectivity", "receiver_backpressured" -> RefusedException.Sort.UNAVAILABLE;
            default -> RefusedException.Sort.NOT_SENT;
        };
    }

    /** A message that nobody claimed was opened. */
    public void heard(OpenedMail mail) {
        hear(
                new DirectMessage(
                        mail.machine(),
                        mail.payload(),
                        clock.instant(),
                        mail.sender(),
                        Optional.of(mail.trust()),
                        true));
    }

    private void hear(DirectMessage message) {
        ears.forEach(ear -> ear.take(message));
    }

    /** Listeners now. */
    public int listeners() {
        return ears.size();
    }

    /** Messages that were dropped because a listener did not ask. */
    public long evicted() {
        return evicted.get();
    }

    @Override
    public Listening listen() {
        Ear ear = new Ear();
        ears.add(ear);
        return ear;
    }

    private final class Ear implements Listening {
        private final BlockingQueue<DirectMessage> waiting = new ArrayBlockingQueue<>(CAPACITY);

        void take(DirectMessage message) {
            while (!waiting.offer(message)) {
                if (waiting.poll() != null) {
                    evicted.incrementAndGet();
                }
            }
        }

        @Override
        public Optional<DirectMessage> next(Duration within) throws InterruptedException {
            return Optional.ofNullable(waiting.poll(within.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() {
            ears.remove(this);
        }
    }
}
