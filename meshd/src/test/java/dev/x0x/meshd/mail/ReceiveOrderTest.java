// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static dev.x0x.meshd.mail.Correspondent.NETWORK;
import static dev.x0x.meshd.mail.Correspondent.RANDOM;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.Envelopes;
import dev.x0x.meshd.envelope.Message;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Recipient;
import dev.x0x.meshd.envelope.Sender;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * DECISIONS A3: whatever fails at any step is counted, answered by nothing and remembered by
 * nobody, so that the genuine copy under the same id is still delivered, once.
 */
final class ReceiveOrderTest {
    private static final int ATTESTATION = 1 + 5391; // PROTOCOL.md §2.2: option tag and struct

    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);
    private final Correspondent mallory = new Correspondent(clock);

    ReceiveOrderTest() {
        var unused = bob.meet(alice);
        bob.trusts(alice, TrustDecision.ACCEPT);
    }

    /** How somebody between Alice and Bob may spoil a message, and what that counts as. */
    private interface Spoiling {
        byte[] spoil(ReceiveOrderTest test, Message genuine) throws Exception;
    }

    record Row(String name, String counter, Spoiling spoiling) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, String counter, Spoiling spoiling) {
        return new Row(name, counter, spoiling);
    }

    static Stream<Row> carrier() {
        return Stream.of(
                row(
                        "a frame cut short",
                        "incoming_decode_failed",
                        (test, genuine) -> {
                            byte[] whole = test.sealed(genuine).encode();
                            return Arrays.copyOf(whole, whole.length - 1);
                        }),
                row(
                        "another network",
                        "incoming_not_for_us",
                        (test, genuine) ->
                                test.carried(genuine, NetworkHash.ofName("y"), test.bob.machine())),
                row(
                        "another machine",
                        "incoming_not_for_us",
                        (test, genuine) -> test.carried(genuine, NETWORK, test.alice.machine())),
                row(
                        "a carrier that is over",
                        "incoming_dropped_expired",
                        (test, genuine) ->
                                test.alice
                                        .frame(
                                                test.bob.machine(),
                                                message(genuine, 0, 0),
                                                test.body(genuine))
                                        .encode()),
                row(
                        "no envelope at all",
                        "incoming_decode_failed",
                        (test, genuine) -> test.framed(genuine, new byte[100])),
                row(
                        "the carrier names another message",
                        "incoming_decode_failed",
                        (test, genuine) -> test.framed(renamed(genuine), test.body(genuine))));
    }

    static Stream<Row> envelope() {
        return Stream.of(
                row(
                        "from the future",
                        "incoming_dropped_expired",
                        (test, genuine) -> test.timed(genuine, 30_001, 40_000)),
                row(
                        "expired inside, not outside",
                        "incoming_dropped_expired",
                        (test, genuine) -> test.timed(genuine, -10_000, 0)),
                row(
                        "too long a life",
                        "incoming_dropped_expired",
                        (test, genuine) -> test.timed(genuine, 0, 600_001)),
                row(
                        "another agent here",
                        "incoming_not_for_us",
                        (test, genuine) ->
                                test.sealedTo(
                                        genuine,
                                        new Recipient(
                                                test.mallory.agent(),
                                                test.bob.machine(),
                                                test.bob.kem.publicKey()))),
                row(
                        "another agent's key beside it",
                        "incoming_signature_failed",
                        (test, genuine) ->
                                test.mallory
                                        .frame(test.bob.machine(), genuine, test.body(genuine))
                                        .encode()),
                row(
                        "an agent signature with one bit turned",
                        "incoming_signature_failed",
                        (test, genuine) -> {
                            byte[] body = test.body(genuine);
                            body[body.length - ATTESTATION - 1] ^= 1;
                            return test.framed(genuine, body);
                        }),
                row(
                        "the attestation cut off",
                        "incoming_signature_failed",
                        (test, genuine) -> {
                            byte[] body = test.body(genuine);
                            return test.framed(
                                    genuine, Arrays.copyOf(body, body.length - ATTESTATION));
                        }),
                row(
                        "an attestation with one bit turned",
                        "incoming_signature_failed",
                        (test, genuine) -> {
                            byte[] body = test.body(genuine);
                            body[body.length - 1] ^= 1;
                            return test.framed(genuine, body);
                        }),
                row(
                        "attested for another machine",
                        "incoming_signature_failed",
                        (test, genuine) ->
                                test.sealedTo(
                                        genuine,
                                        new Recipient(
                                                test.bob.agent(),
                                                test.mallory.machine(),
                                                test.bob.kem.publicKey()))),
                row(
                        "sealed to a key that is not ours",
                        "incoming_decode_failed",
                        (test, genuine) -> {
                            try (var other = KemKeyPair.generate(RANDOM)) {
                                return test.sealedTo(
                                        genuine,
                                        new Recipient(
                                                test.bob.agent(),
                                                test.bob.machine(),
                                                other.publicKey()));
                            }
                        }));
    }

    static Stream<Row> rows() {
        return Stream.concat(carrier(), envelope());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aFailingStepChangesNothing(Row row) throws Exception {
        Message genuine = alice.message("hello");
        bob.receive(alice, List.of(row.spoiling().spoil(this, genuine)));
        assertSilent(row.counter());

        bob.receive(alice, List.of(sealed(genuine).encode()));
        assertEquals(1, bob.general.size());
        assertArrayEquals(genuine.payload(), bob.general.getFirst().payload());
    }

    /** Exactly one drop of this name, and nothing said, kept or handed on. */
    private void assertSilent(String counter) {
        Map<String, Long> counts = new TreeMap<>(bob.counters.snapshot());
        counts.remove("incoming_envelopes_total");
        assertEquals(Map.of(counter, 1L), counts);
        assertEquals(List.of(), bob.general);
        assertEquals(List.of(), bob.claimed);
        assertEquals(List.of(), bob.repeated);
        assertEquals(List.of(), bob.links.up(alice.machine()).take());
        assertEquals(0, bob.timer.waiting());
    }

    @Test
    void theBlockedAreDroppedBeforeSignatureWork() throws Exception {
        bob.trust.barred.add(alice.agent());
        Message genuine = alice.message("hello");
        byte[] unsigned = body(genuine);
        unsigned[unsigned.length - ATTESTATION - 1] ^= 1;
        bob.receive(alice, List.of(framed(genuine, unsigned)));
        assertSilent("incoming_dropped_revoked"); // and not incoming_signature_failed

        bob.trust.barred.clear();
        bob.receive(alice, List.of(sealed(genuine).encode()));
        assertEquals(1, bob.general.size());
    }

    @Test
    void ourOwnMessageComingBackIsAReflection() throws Exception {
        bob.trusts(bob, TrustDecision.ACCEPT);
        Message ours = bob.message("hello");
        bob.receive(alice, List.of(bob.sealed(bob.recipient(), ours).encode()));
        assertSilent("incoming_reflected");
    }

    @Test
    void ourAgentOnAnotherMachineIsJudgedLikeAnyone() throws Exception {
        var twin = new Sender(bob.agentKeys, MachineKeys.generate(RANDOM));
        Message ours = bob.message("hello");
        byte[] body = Envelopes.seal(twin, bob.recipient(), ours, NETWORK, RANDOM);
        bob.receive(alice, List.of(bob.frame(bob.machine(), ours, body).encode()));
        assertEquals(1, bob.general.size());
        assertEquals(twin.machine().id(), bob.general.getFirst().machine());
        assertEquals(TrustDecision.UNKNOWN, bob.general.getFirst().trust());
    }

    @Test
    void theMachineIsTheAttestedOneWhateverTheCarrierSays() throws Exception {
        Message genuine = alice.message("hello");
        CarrierFrame honest = sealed(genuine);
        CarrierFrame lying =
                new CarrierFrame(
                        honest.kind(),
                        honest.network(),
                        honest.destination(),
                        mallory.machine(),
                        0,
                        0,
                        honest.expiresMs() + 1_000_000,
                        honest.messageId(),
                        honest.agentPublicKey(),
                        honest.body());
        bob.receive(mallory, List.of(lying.encode()));
        OpenedMail mail = bob.general.getFirst();
        assertEquals(alice.machine(), mail.machine());
        assertEquals(mallory.machine(), mail.via());
        assertEquals(genuine.createdMs(), mail.createdUnixMs());
        assertEquals(30_000, mail.lifetimeMs());
    }

    @Test
    void aSenderThatTrustRejectsIsNotHeardOutsideOfClaims() throws Exception {
        bob.trusts(alice, TrustDecision.REJECT_MACHINE_MISMATCH);
        bob.receive(alice, List.of(sealed(alice.message("hello")).encode()));
        assertSilent("incoming_trust_rejected");

        bob.receive(alice, List.of(sealed(alice.message("claimed\0run")).encode()));
        assertEquals(TrustDecision.REJECT_MACHINE_MISMATCH, bob.claimed.getFirst().trust());
    }

    @Test
    void recordsGoOnUnreadAndCustodyAcksAreCounted() {
        byte[] record = {1, 2, 3};
        bob.crypto =
                _ -> {
                    throw new AssertionError("work for the crypto pool");
                };
        for (CarrierKind kind : List.of(CarrierKind.SESSION_RECORD, CarrierKind.CUSTODY_ACK)) {
            byte[] body = kind == CarrierKind.CUSTODY_ACK ? new byte[16] : record;
            CarrierFrame frame =
                    new CarrierFrame(
                            kind,
                            NETWORK,
                            bob.machine(),
                            alice.machine(),
                            40,
                            clock.millis(),
                            clock.millis() + 1000,
                            MessageId.random(RANDOM),
                            new byte[0],
                            body);
            bob.receive(alice, List.of(frame.encode()));
        }
        assertEquals(1, bob.records.size());
        assertArrayEquals(record, bob.records.getFirst());
        assertEquals(Map.of("incoming_custody_acks", 1L), bob.counters.snapshot());
    }

    private byte[] body(Message message) throws Exception {
        return alice.sealedBody(bob.recipient(), message);
    }

    private CarrierFrame sealed(Message message) throws Exception {
        return alice.sealed(bob.recipient(), message);
    }

    private byte[] framed(Message message, byte[] body) {
        return alice.frame(bob.machine(), message, body).encode();
    }

    private byte[] sealedTo(Message message, Recipient to) throws Exception {
        return framed(message, alice.sealedBody(to, message));
    }

    private byte[] timed(Message genuine, long created, long expires) throws Exception {
        return framed(genuine, body(message(genuine, created, expires)));
    }

    private byte[] carried(Message genuine, NetworkHash network, MachineId to) throws Exception {
        CarrierFrame frame = sealed(genuine);
        return new CarrierFrame(
                        frame.kind(),
                        network,
                        to,
                        frame.origin(),
                        frame.hopLimit(),
                        frame.createdMs(),
                        frame.expiresMs(),
                        frame.messageId(),
                        frame.agentPublicKey(),
                        frame.body())
                .encode();
    }

    /** The same message with times relative to when the genuine one was made. */
    private static Message message(Message genuine, long created, long expires) {
        long now = genuine.createdMs();
        return new Message(genuine.id(), genuine.payload(), now + created, now + expires);
    }

    private static Message renamed(Message genuine) {
        return new Message(
                MessageId.random(RANDOM),
                genuine.payload(),
                genuine.createdMs(),
                genuine.expiresMs());
    }
}
