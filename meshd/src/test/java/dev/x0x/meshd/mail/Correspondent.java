// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.directory.Advertised;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.Envelopes;
import dev.x0x.meshd.envelope.Message;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Recipient;
import dev.x0x.meshd.envelope.Sender;
import dev.x0x.meshd.link.Link;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Somebody with keys, an outbox and an inbox, and everything around them made by hand. Sealing and
 * opening happen at once, on the thread of the test.
 */
final class Correspondent implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final NetworkHash NETWORK = NetworkHash.ofName("x0x");
    static final Duration LIFE = Duration.ofSeconds(30);
    static final byte[] CLAIMED = text("claimed\0");

    /** A clock that all correspondents of a test share. */
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.ofEpochMilli(1_754_800_000_000L);

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    final AgentKeys agentKeys = AgentKeys.generate(RANDOM);
    final MachineKeys machineKeys = MachineKeys.generate(RANDOM);
    KemKeyPair kem = KemKeyPair.generate(RANDOM);
    Optional<KemKeyPair> kemBefore = Optional.empty();
    final Clock clock;
    final FakeLinks links = new FakeLinks();
    final FakeTimer timer = new FakeTimer();
    final FakeRelay relay = new FakeRelay();
    final FakeTrust trust = new FakeTrust();
    final MailCounters counters = new MailCounters();
    final Map<AgentId, byte[]> keys = new HashMap<>();
    final Map<MachineId, List<InetSocketAddress>> addresses = new HashMap<>();
    final List<OpenedMail> claimed = new ArrayList<>();
    final List<OpenedMail> general = new ArrayList<>();
    final List<byte[]> repeated = new ArrayList<>();
    final List<byte[]> records = new ArrayList<>();
    final Introductions introductions;
    final Outbox outbox;
    final Inbox inbox;
    Executor crypto = Runnable::run;
    Runnable onMet = () -> {};
    boolean portHasRoom = true;

    Correspondent(Clock clock) {
        this.clock = clock;
        Book book = new Book();
        introductions = new Introductions(() -> advert(machine()), book);
        outbox =
                new Outbox(
                        sender(),
                        NETWORK,
                        new Paths(links, book, relay, () -> Duration.ofMillis(clock.millis())),
                        book,
                        introductions,
                        RANDOM,
                        clock,
                        task -> crypto.execute(task),
                        LIFE,
                        counters,
                        timer);
        inbox =
                new Inbox(
                        agent(),
                        machine(),
                        NETWORK,
                        this::openers,
                        trust,
                        clock,
                        task -> crypto.execute(task),
                        introductions,
                        outbox,
                        counters);
        inbox.claim(CLAIMED, new Port(), records::add);
        inbox.unclaimed(general::add);
    }

    private final class Book implements PeerBook {
        @Override
        public Optional<byte[]> kemKey(AgentId agent, MachineId machine) {
            return Optional.ofNullable(keys.get(agent));
        }

        @Override
        public void met(Link link) {
            onMet.run();
        }

        @Override
        public boolean said(
                AgentId sender, MachineId attested, byte[] agentPublicKey, byte[] advert)
                throws MalformedException {
            Advertised said = Advertised.fromEnvelope(sender, attested, agentPublicKey, advert);
            boolean fresh = said.freshAt(clock.instant());
            if (fresh) {
                byte[] key = CapabilityAdvert.decode(advert).capabilities().kemPublicKey();
                keys.put(sender, key);
            }
            return fresh;
        }

        @Override
        public List<InetSocketAddress> addresses(MachineId machine) {
            return addresses.getOrDefault(machine, List.of());
        }
    }

    private final class Port implements MailPort {
        @Override
        public Reception receive(OpenedMail mail) {
            if (mail.lifetimeMs() > LIFE.toMillis()) {
                return Reception.LIVES_TOO_LONG;
            }
            return portHasRoom && claimed.add(mail) ? Reception.TAKEN : Reception.NO_ROOM;
        }

        @Override
        public void repeated(byte[] bodySha256) {
            repeated.add(bodySha256);
        }
    }

    AgentId agent() {
        return agentKeys.id();
    }

    MachineId machine() {
        return machineKeys.id();
    }

    Sender sender() {
        return new Sender(agentKeys, machineKeys);
    }

    /** What we advertise of ourselves, on this machine or, as a lie, on another. */
    byte[] advert(MachineId on) {
        return CapabilityAdvert.signed(
                        agentKeys, on, clock.instant(), DmCapabilities.of(kem.publicKey()))
                .encode();
    }

    private KemKeyPair[] openers() {
        return kemBefore
                .map(before -> new KemKeyPair[] {kem, before})
                .orElseGet(() -> new KemKeyPair[] {kem});
    }

    /** A new key; the old one opens for a while. */
    void renewKey() {
        kemBefore = Optional.of(kem);
        kem = KemKeyPair.generate(RANDOM);
    }

    /** Where others seal to. */
    Recipient recipient() {
        return new Recipient(agent(), machine(), kem.publicKey());
    }

    /** A link to the other, and its key known. */
    FakeLink meet(Correspondent other) {
        keys.put(other.agent(), other.kem.publicKey());
        return links.up(other.machine());
    }

    void trusts(Correspondent other, TrustDecision decision) {
        trust.contacts.put(other.agent(), decision);
    }

    /** Takes frames as if they came over the link from {@code from}. */
    void receive(Correspondent from, List<byte[]> frames) {
        frames.forEach(frame -> inbox.receive(links.up(from.machine()), frame));
    }

    Message message(String text) {
        long now = clock.millis();
        return new Message(MessageId.random(RANDOM), text(text), now, now + LIFE.toMillis());
    }

    CarrierFrame sealed(Recipient to, Message message) throws InvalidKeyException {
        return frame(to.machine(), message, sealedBody(to, message));
    }

    byte[] sealedBody(Recipient to, Message message) throws InvalidKeyException {
        return Envelopes.seal(sender(), to, message, NETWORK, RANDOM);
    }

    /** A carrier frame from here around any body. */
    CarrierFrame frame(MachineId to, Message message, byte[] body) {
        return new CarrierFrame(
                CarrierKind.ENVELOPE,
                NETWORK,
                to,
                machine(),
                40,
                clock.millis(),
                message.expiresMs(),
                message.id(),
                agentKeys.publicKey(),
                body);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        outbox.close();
    }
}
