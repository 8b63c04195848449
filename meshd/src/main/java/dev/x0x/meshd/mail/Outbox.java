// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.Digest;
import dev.x0x.meshd.envelope.Envelopes;
import dev.x0x.meshd.envelope.Message;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Recipient;
import dev.x0x.meshd.envelope.Sender;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Seals messages, hands them to links, and repeats them until they are settled or their life ends
 * (DECISIONS A7).
 */
public final class Outbox implements AutoCloseable {
    /** How long a message is kept going out. */
    public enum Effort {
        /** One copy. */
        ONCE,
        /** Copies until settled, acknowledged or expired. */
        UNTIL_SETTLED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration FIRST_REPEAT = Duration.ofMillis(200);
    private static final Duration LAST_REPEAT = Duration.ofSeconds(5);

    /**
     * At once, where others carry them: with a fifth of all relays hostile most ways lead nowhere.
     */
    private static final int MOST_COPIES = 3;

    private static final int MOST_UNSETTLED = 8_192;

    private final Sender self;
    private final Carriers carriers;
    private final NetworkHash network;
    private final Paths paths;
    private final PeerBook book;
    private final Introductions introductions;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Executor crypto;
    private final Duration lifetime;
    private final MailCounters counters;
    private final Map<ByteBuffer, Copy> unsettled = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * An outbox of one agent on one machine.
     *
     * @param crypto runs the sealing
     * @param lifetime how long a message may be opened; 30 s, the most that exec allows (DECISIONS
     *     B4)
     */
    public Outbox(
            Sender self,
            NetworkHash network,
            Paths paths,
            PeerBook book,
            Introductions introductions,
            SecureRandom random,
            InstantSource clock,
            Executor crypto,
            Duration lifetime,
            MailCounters counters) {
        this(
                self,
                network,
                paths,
                book,
                introductions,
                random,
                clock,
                crypto,
                lifetime,
                counters,
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofVirtual().name("mail-timer").factory()));
    }

    /** With a timer of the tests. */
    Outbox(
            Sender self,
            NetworkHash network,
            Paths paths,
            PeerBook book,
            Introductions introductions,
            SecureRandom random,
            InstantSource clock,
            Executor crypto,
            Duration lifetime,
            MailCounters counters,
            ScheduledThreadPoolExecutor timer) {
        this.timer = timer;
        this.self = self;
        this.carriers = new Carriers(self, network, random, clock, lifetime);
        this.network = network;
        this.paths = paths;
        this.book = book;
        this.introductions = introductions;
        this.random = random;
        this.clock = clock;
        this.crypto = crypto;
        this.lifetime = lifetime;
        this.counters = counters;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Seals and sends. Never blocks.
     *
     * @return completes when a link has taken it, or fails with {@link NotPostedException}
     */
    public CompletableFuture<Posted> post(
            AgentId agent, MachineId machine, byte[] payload, Effort effort) {
        CompletableFuture<Posted> result = new CompletableFuture<>();
        counters.count("outgoing_send_total");
        if (paths.to(machine).isPresent()) {
            sealSoon(agent, machine, payload, effort, result);
        } else {
            Thread.ofVirtual()
                    .name("mail-dial")
                    .start(() -> dialThenSeal(agent, machine, payload, effort, result));
        }
        return result;
    }

    private void dialThenSeal(
            AgentId agent,
            MachineId machine,
            byte[] payload,
            Effort effort,
            CompletableFuture<Posted> result) {
        try {
            paths.ready(machine); // before the key is looked up: Hello may bring a newer one
            sealSoon(agent, machine, payload, effort, result);
        } catch (NotPostedException | RuntimeException e) {
            failed(result, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(result, stopping());
        }
    }

    private void sealSoon(
            AgentId agent,
            MachineId machine,
            byte[] payload,
            Effort effort,
            CompletableFuture<Posted> result) {
        try {
            crypto.execute(() -> seal(agent, machine, payload, effort, result));
        } catch (RejectedExecutionException e) {
            failed(result, stopping());
        }
    }

    private void failed(CompletableFuture<Posted> result, Throwable why) {
        counters.count("outgoing_send_failed");
        result.completeExceptionally(why);
    }

    private static NotPostedException stopping() {
        return new NotPostedException(
                "no_connectivity", "this daemon is stopping; send again when it is back");
    }

    private Recipient recipient(AgentId agent, MachineId machine) throws NotPostedException {
        byte[] key =
                book.kemKey(agent, machine)
                        .orElseThrow(
                                () ->
                                        new NotPostedException(
                                                "recipient_key_unavailable",
                                                "no encapsulation key is known for agent "
                                                        + agent
                                                        + " on machine "
                                                        + machine
                                                        + "; import its card, or connect to it"
                                                        + " once"));
        return new Recipient(agent, machine, key);
    }

    private void seal(
            AgentId agent,
            MachineId machine,
            byte[] payload,
            Effort effort,
            CompletableFuture<Posted> result) {
        try {
            Recipient to = recipient(agent, machine);
            long now = clock.millis();
            MessageId id = MessageId.random(random);
            byte[] whole = introductions.with(new Introductions.Peer(agent, machine), payload);
            Message message = new Message(id, whole, now, now + lifetime.toMillis());
            byte[] body = Envelopes.seal(self, to, message, network, random);
            Copy copy = new Copy(to, id, body, message.expiresMs());
            switch (effort) {
                case ONCE -> once(copy);
                case UNTIL_SETTLED -> untilSettled(copy);
            }
            counters.count("outgoing_send_succeeded");
            result.complete(copy);
        } catch (InvalidKeyException e) {
            failed(
                    result,
                    new NotPostedException(
                            "recipient_key_invalid",
                            "the encapsulation key of agent "
                                    + agent
                                    + " is not usable; import a newer card of it"));
        } catch (NotPostedException | RuntimeException e) {
            failed(result, e);
        }
    }

    private void once(Copy copy) throws NotPostedException {
        if (copy.send()) {
            return;
        }
        MachineId machine = copy.to.machine();
        throw paths.reaches(machine)
                ? new NotPostedException(
                        "receiver_backpressured",
                        "the way to machine " + machine + " has no room; try again in a moment")
                : new NotPostedException(
                        "peer_disconnected",
                        "the link to machine " + machine + " went down; try again");
    }

    private void untilSettled(Copy copy) throws NotPostedException {
        if (unsettled.size() >= MOST_UNSETTLED) {
            throw new NotPostedException(
                    "receiver_backpressured",
                    MOST_UNSETTLED + " messages wait for their answer; try again in a moment");
        }
        // Before it leaves: its acknowledgement may be back before we are.
        unsettled.put(ByteBuffer.wrap(copy.sha256), copy);
        boolean _ = copy.send(); // what finds no room now goes with the first repeat
        copy.repeatIn(copy.firstRepeat());
    }

    /**
     * Hands a session record to the link, or to the mesh; false if there is no way or no room.
     * Never blocks.
     */
    public boolean record(MachineId to, byte[] record) {
        return paths.send(to, carriers.record(to, record), 0);
    }

    /** A sealed acknowledgement came; it counts only from the pair the message was addressed to. */
    void acknowledged(AgentId agent, MachineId machine, byte[] bodySha256) {
        Copy copy = unsettled.get(ByteBuffer.wrap(bodySha256));
        if (copy != null && copy.to.agent().equals(agent) && copy.to.machine().equals(machine)) {
            copy.acknowledged.complete(null);
            copy.settle();
            paths.outcome(machine, true);
        }
    }

    /** One sealed message; its carrier frame is made anew for each copy. */
    private final class Copy implements Posted {
        private final Recipient to;
        private final MessageId id;
        private final byte[] body;
        private final byte[] sha256;
        private final long expiresUnixMs;
        private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        private final AtomicBoolean redialling = new AtomicBoolean();
        private volatile boolean settled;
        private final AtomicInteger repeats = new AtomicInteger();
        private final AtomicInteger attempts = new AtomicInteger();
        private Duration wait;

        Copy(Recipient to, MessageId id, byte[] body, long expiresUnixMs) {
            this.to = to;
            this.id = id;
            this.body = body;
            this.sha256 = Digest.sha256(body);
            this.expiresUnixMs = expiresUnixMs;
        }

        boolean send() {
            return paths.send(
                    to.machine(),
                    carriers.envelope(to, id, expiresUnixMs, body),
                    attempts.getAndIncrement());
        }

        Duration firstRepeat() {
            Duration three = paths.rtt(to.machine()).multipliedBy(3);
            return three.compareTo(FIRST_REPEAT) > 0 ? three : FIRST_REPEAT;
        }

        void repeatIn(Duration after) {
            wait = after;
            var unused = timer.schedule(this::repeat, after.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void repeat() {
            if (settled || clock.millis() >= expiresUnixMs) {
                settle();
                return;
            }
            repeats.incrementAndGet();
            paths.outcome(to.machine(), false);
            // Somebody on the way may take custody and forward nothing: each copy takes another
            // way.
            for (int i = 1; i < Math.min(MOST_COPIES, 1 + repeats.get()); i++) {
                if (paths.relayed(to.machine())) {
                    send();
                }
            }
            again();
            Duration next = wait.multipliedBy(2);
            repeatIn(next.compareTo(LAST_REPEAT) > 0 ? LAST_REPEAT : next);
        }

        @Override
        public void again() {
            boolean live = clock.millis() < expiresUnixMs && !timer.isShutdown();
            if (!live || send() || !redialling.compareAndSet(false, true)) {
                return;
            }
            Thread.ofVirtual()
                    .name("mail-redial")
                    .start(
                            () -> {
                                try {
                                    paths.ready(to.machine());
                                    send();
                                } catch (NotPostedException e) {
                                    LOG.debug("a message waits: {}", e.getMessage());
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                } finally {
                                    redialling.set(false);
                                }
                            });
        }

        @Override
        public byte[] bodySha256() {
            return sha256.clone();
        }

        @Override
        public void settle() {
            settled = true;
            unsettled.remove(ByteBuffer.wrap(sha256), this);
        }

        @Override
        public byte[] messageId() {
            return id.bytes();
        }

        @Override
        public int repeats() {
            return repeats.get();
        }

        @Override
        public CompletableFuture<Void> acknowledged() {
            return acknowledged;
        }
    }

    /** Stops all copies. */
    @Override
    public void close() {
        timer.shutdownNow();
        unsettled.clear();
    }
}
