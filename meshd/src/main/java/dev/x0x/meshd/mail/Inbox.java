// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.EnvelopeHeader;
import dev.x0x.meshd.envelope.Envelopes;
import dev.x0x.meshd.envelope.Keyed;
import dev.x0x.meshd.envelope.MessageAck;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Opened;
import dev.x0x.meshd.envelope.Received;
import dev.x0x.meshd.envelope.Verified;
import dev.x0x.meshd.link.Link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where frames from links become messages. The order is that of DECISIONS A3, and can be read in
 * {@link #open}: nothing is answered and nothing remembered before both signatures are verified.
 */
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final AgentId agent;
    private final MachineId machine;
    private final NetworkHash network;
    private final Supplier<KemKeyPair[]> keys;
    private final Trust trust;
    private final InstantSource clock;
    private final Executor crypto;
    private final Introductions introductions;
    private final Unverified unverified = new Unverified();
    private final SeenMail seen = new SeenMail();
    private final MailCounters counters;
    private final Outbox outbox;
    private byte[] claimed = {};
    private MailPort port;
    private Consumer<byte[]> records = _ -> {};
    private Consumer<OpenedMail> general = _ -> {};

    /**
     * An inbox for one agent on one machine.
     *
     * @param keys the encapsulation keys that open our mail, newest first
     * @param crypto runs the verification of signatures; its queue is bounded by bytes here
     */
    public Inbox(
            AgentId agent,
            MachineId machine,
            NetworkHash network,
            Supplier<KemKeyPair[]> keys,
            Trust trust,
            InstantSource clock,
            Executor crypto,
            Introductions introductions,
            Outbox outbox,
            MailCounters counters) {
        this.agent = agent;
        this.machine = machine;
        this.network = network;
        this.keys = keys;
        this.trust = trust;
        this.clock = clock;
        this.crypto = crypto;
        this.introductions = introductions;
        this.outbox = outbox;
        this.counters = counters;
    }

    /**
     * Hands every payload with this prefix to {@code to}, and every session record to {@code
     * recordsTo}. Before the first frame.
     */
    public void claim(byte[] prefix, MailPort to, Consumer<byte[]> recordsTo) {
        claimed = prefix.clone();
        port = to;
        records = recordsTo;
    }

    /** Hands what nobody claimed to {@code to}. Before the first frame. */
    public void unclaimed(Consumer<OpenedMail> to) {
        general = to;
    }

    /** A payload frame arrived on a link. Called on the event loop: does not block. */
    public void receive(Link link, byte[] bytes) {
        CarrierFrame frame;
        try {
            frame = CarrierFrame.decode(bytes);
        } catch (MalformedException e) {
            drop("incoming_decode_failed", e.refusal().code());
            return;
        }
        if (!frame.network().equals(network) || !frame.destination().equals(machine)) {
            drop("incoming_not_for_us", "another network or machine");
            return;
        }
        if (Long.compareUnsigned(clock.millis(), frame.expiresMs()) >= 0) {
            drop("incoming_dropped_expired", "carrier");
            return;
        }
        switch (frame.kind()) {
            case SESSION_RECORD -> records.accept(frame.body());
            case CUSTODY_ACK -> drop("incoming_custody_acks", "direct links need none");
            case ENVELOPE -> {
                if (!unverified.admit(link, bytes.length)) {
                    drop("incoming_unverified_full", "too much unverified mail");
                    return;
                }
                try {
                    crypto.execute(() -> openThenRelease(link, frame, bytes.length));
                } catch (RejectedExecutionException e) {
                    unverified.release(link, bytes.length);
                    drop("incoming_dropped_stopping", "the daemon is stopping");
                }
            }
        }
    }

    /** Bytes that wait for their signatures to be verified. */
    long unverifiedBytes() {
        return unverified.total();
    }

    private void openThenRelease(Link link, CarrierFrame frame, int length) {
        try {
            open(link, frame);
        } catch (MalformedException e) {
            drop(MailCounters.nameOf(e.refusal()), e.refusal().code());
        } catch (RuntimeException e) {
            LOG.error("an envelope could not be handled", e);
        } finally {
            unverified.release(link, length);
        }
    }

    private void open(Link link, CarrierFrame frame) throws MalformedException {
        counters.count("incoming_envelopes_total");
        Received received = Envelopes.decode(frame);
        EnvelopeHeader header = received.header();
        long now = clock.millis();
        if (header.freshness(now) != EnvelopeHeader.Freshness.FRESH) {
            drop("incoming_dropped_expired", header.freshness(now).name());
            return;
        }
        if (!header.recipientAgent().equals(agent)) {
            drop("incoming_not_for_us", "another agent");
            return;
        }
        SeenMail.Entry before = seen.get(header.senderAgent(), header.messageId(), now);
        if (before != null) {
            again(before, header, Digest.sha256(frame.body()));
            return;
        }
        Keyed keyed = received.withKey(frame.agentPublicKey());
        if (header.senderAgent().equals(agent) && header.senderMachine().equals(machine)) {
            drop("incoming_reflected", "our own message came back");
            return;
        }
        if (trust.barred(header.senderAgent(), header.senderMachine())) {
            drop("incoming_dropped_revoked", "blocked or revoked");
            return;
        }
        Verified verified = keyed.verifyAgent().verifyAttestation(network, machine);
        TrustDecision decision = trust.judge(verified.senderAgent(), verified.attestedMachine());
        boolean contact = trust.contact(verified.senderAgent());
        Opened opened = verified.open(keys.get());
        switch (seen.enter(
                opened.senderAgent(),
                opened.messageId(),
                opened.bodySha256(),
                opened.expiresMs(),
                !contact,
                now)) {
            case NEW -> unwrap(link, frame, opened, decision, contact);
            case AGAIN ->
                    again(
                            seen.get(opened.senderAgent(), opened.messageId(), now),
                            header,
                            opened.bodySha256());
            case FULL -> drop("incoming_replay_set_full", contact ? "contacts" : "strangers");
        }
    }

    /** Takes off the advert that may ride in front; with a bad one the message does not count. */
    private void unwrap(
            Link link, CarrierFrame frame, Opened opened, TrustDecision decision, boolean contact)
            throws MalformedException {
        Optional<byte[]> payload;
        try {
            payload = introductions.without(opened, frame.agentPublicKey());
        } catch (MalformedException e) {
            drop("incoming_advert_refused", e.refusal().code());
            return;
        }
        if (payload.isPresent()) {
            deliver(link, opened, payload.get(), decision, contact);
        } else if (rejected(decision)) {
            drop("incoming_trust_rejected", decision.code());
        } else {
            counters.count("incoming_adverts");
            receipt(opened, contact).run();
        }
    }

    private void deliver(
            Link link, Opened opened, byte[] payload, TrustDecision decision, boolean contact)
            throws MalformedException {
        if (MessageAck.claims(payload)) {
            outbox.acknowledged(
                    opened.senderAgent(),
                    opened.attestedMachine(),
                    MessageAck.decode(payload).bodySha256());
            counters.count("incoming_acks");
            return;
        }
        OpenedMail mail =
                new OpenedMail(
                        opened.senderAgent(),
                        opened.attestedMachine(),
                        decision,
                        contact,
                        payload,
                        opened.bodySha256(),
                        opened.createdMs(),
                        opened.expiresMs() - opened.createdMs(),
                        link.peer(),
                        link.remote(),
                        receipt(opened, contact));
        boolean ours =
                port != null
                        && payload.length >= claimed.length
                        && Arrays.equals(payload, 0, claimed.length, claimed, 0, claimed.length);
        if (ours) {
            switch (port.receive(mail)) {
                case TAKEN -> {}
                case NO_ROOM -> {
                    // Its sender repeats it until it is answered: the next copy must count.
                    seen.forget(opened.senderAgent(), opened.messageId());
                    drop("incoming_typed_route_dropped", "whoever claimed it has no room");
                }
                case LIVES_TOO_LONG ->
                        drop("incoming_typed_route_lives_too_long", mail.lifetimeMs() + " ms");
            }
        } else if (rejected(decision)) {
            drop("incoming_trust_rejected", decision.code());
        } else {
            counters.count("incoming_delivered_to_subscribe");
            general.accept(mail);
            mail.acknowledge().run();
        }
    }

    /** PROTOCOL.md §6.1: a plain message is delivered unless trust rejects its sender. */
    private static boolean rejected(TrustDecision decision) {
        return switch (decision) {
            case REJECT_BLOCKED, REJECT_MACHINE_MISMATCH -> true;
            case UNKNOWN, ACCEPT, ACCEPT_WITH_FLAG -> false;
        };
    }

    /**
     * The same bytes again: whatever was said to the first copy is said again. Other bytes under
     * the same id say nothing.
     */
    private void again(SeenMail.Entry entry, EnvelopeHeader header, byte[] bodySha256) {
        counters.count("incoming_repeated");
        boolean barred = trust.barred(header.senderAgent(), header.senderMachine());
        if (entry == null || !entry.sameBytes(bodySha256) || barred) {
            return;
        }
        Optional.ofNullable(entry.ackAgain()).ifPresent(Runnable::run);
        // Trust may have been withdrawn since the first copy (DECISIONS B3).
        TrustDecision now = trust.judge(header.senderAgent(), header.senderMachine());
        if (port != null && now == TrustDecision.ACCEPT) {
            port.repeated(bodySha256);
        }
    }

    /** What acknowledges a message; it holds on to ids and a digest only, not to the message. */
    private Runnable receipt(Opened opened, boolean contact) {
        if (!contact) {
            return () -> {}; // strangers get none (DECISIONS A7)
        }
        return new Receipt(
                opened.senderAgent(),
                opened.attestedMachine(),
                opened.messageId(),
                opened.bodySha256());
    }

    private final class Receipt implements Runnable {
        private final AgentId sender;
        private final MachineId from;
        private final MessageId id;
        private final byte[] ack;

        Receipt(AgentId sender, MachineId from, MessageId id, byte[] bodySha256) {
            this.sender = sender;
            this.from = from;
            this.id = id;
            this.ack = new MessageAck(bodySha256).encode();
        }

        @Override
        public void run() {
            SeenMail.Entry entry = seen.get(sender, id, clock.millis());
            if (entry == null) {
                return; // so late that its sender has given up
            }
            entry.ackAgain(null); // one attempt at a time
            var unused =
                    outbox.post(sender, from, ack, Outbox.Effort.ONCE)
                            .whenComplete(
                                    (posted, failed) ->
                                            entry.ackAgain(failed == null ? posted::again : this));
        }
    }

    private void drop(String counter, String why) {
        counters.count(counter);
        LOG.debug("incoming message dropped: {} ({})", counter, why);
    }
}
