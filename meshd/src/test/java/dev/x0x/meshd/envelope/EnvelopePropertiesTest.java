// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static dev.x0x.meshd.envelope.Peers.*;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.MlDsa;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class EnvelopePropertiesTest {
    private static final byte[] SEALED = sealedOnce();

    private static byte[] sealedOnce() {
        try {
            return sealed(message("one bit is enough"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    // a wrong guess here costs a signature check, so few tries; the seed of a failure is printed
    @Property(tries = 300)
    void any_single_bit_changed_is_refused_somewhere(
            @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int pick) {
        byte[] changed = SEALED.clone();
        int bit = pick % (8 * changed.length);
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThrows(MalformedException.class, () -> open(changed), "bit " + bit);
    }

    @Property(tries = 60)
    void any_cut_is_refused_while_decoding(@ForAll @IntRange(max = Integer.MAX_VALUE - 1) int pick)
            throws Exception {
        byte[] cut = Arrays.copyOf(SEALED, pick % SEALED.length);
        try {
            // an older peer's form: whole but for the attestation
            Received whole = Envelopes.decode(cut);
            Signed signed = whole.withKey(ALICE_AGENT.publicKey()).verifyAgent();
            assertThrows(
                    MalformedException.class, () -> signed.verifyAttestation(NETWORK, BOB_MACHINE));
        } catch (MalformedException e) {
            return;
        }
    }

    @Property(tries = 2000)
    void random_bytes_are_only_ever_malformed(@ForAll @Size(max = 400) byte[] bytes) {
        onlyMalformed(() -> EnvelopeCodec.decode(bytes));
        onlyMalformed(() -> BodyCodec.decode(bytes));
        onlyMalformed(() -> DmPlaintext.decode(bytes));
        onlyMalformed(() -> CarrierFrame.decode(bytes));
        onlyMalformed(() -> MessageAck.decode(bytes));
    }

    @Property(tries = 500)
    void a_good_envelope_with_wild_bytes_in_it_is_malformed_or_reencodes(
            @ForAll @IntRange(max = 20_000) int at, @ForAll @Size(min = 1, max = 12) byte[] wild) {
        byte[] changed = SEALED.clone();
        for (int i = 0; i < wild.length; i++) {
            changed[(at + i) % changed.length] = wild[i];
        }
        onlyMalformed(
                () ->
                        assertArrayEquals(
                                changed,
                                EnvelopeCodec.encode(EnvelopeCodec.decode(changed).envelope())));
    }

    @Property(tries = 200)
    void envelopes_go_both_ways(
            @ForAll("headers") EnvelopeHeader header,
            @ForAll("headers") EnvelopeHeader mirrored,
            @ForAll @Size(min = 16, max = 2000) byte[] ciphertext,
            @ForAll long seed,
            @ForAll @IntRange(max = 2) int attested)
            throws MalformedException {
        Random random = new Random(seed);
        var body = new DmBody.Payload(bytes(random, 1088), bytes(random, 12), ciphertext);
        Optional<DmOriginAttestation> attestation =
                attested == 0
                        ? Optional.empty()
                        : Optional.of(
                                new DmOriginAttestation(
                                        attested,
                                        mirrored,
                                        bytes(random, MlDsa.PUBLIC_KEY),
                                        bytes(random, MlDsa.SIGNATURE)));
        byte[] encoded =
                EnvelopeCodec.encode(
                        new DmEnvelope(header, body, bytes(random, MlDsa.SIGNATURE), attestation));
        EnvelopeCodec.Decoded read = EnvelopeCodec.decode(encoded);
        assertEquals(header, read.envelope().header());
        assertEquals(
                attestation.map(DmOriginAttestation::mirrored),
                read.envelope().attestation().map(DmOriginAttestation::mirrored));
        assertArrayEquals(BodyCodec.encode(body), read.body());
        assertArrayEquals(encoded, EnvelopeCodec.encode(read.envelope()));
    }

    @Property(tries = 200)
    void frames_go_both_ways_and_keep_their_hash_under_way(
            @ForAll CarrierKind kind,
            @ForAll @IntRange(min = 1, max = 255) int hops,
            @ForAll long created,
            @ForAll long expires,
            @ForAll @Size(max = 300) byte[] body)
            throws MalformedException {
        var frame =
                new CarrierFrame(
                        kind,
                        NETWORK,
                        BOB_MACHINE,
                        ALICE_MACHINE.id(),
                        hops,
                        created,
                        expires,
                        new MessageId(created, expires),
                        new byte[CarrierFrame.keyLength(kind)],
                        kind == CarrierKind.CUSTODY_ACK ? new byte[16] : body);
        byte[] encoded = frame.encode();
        assertArrayEquals(encoded, CarrierFrame.decode(encoded).encode());
        assertEquals(frame.hash(), frame.nextHop().hash());
        for (int at : new int[] {2, 20, 60, 83, 95, 100, encoded.length - 1}) {
            if (at < encoded.length) {
                byte[] changed = encoded.clone();
                changed[at] ^= 1;
                onlyMalformed(
                        () ->
                                assertEquals(
                                        false,
                                        CarrierFrame.decode(changed).hash().equals(frame.hash())));
            }
        }
    }

    @Provide
    Arbitrary<EnvelopeHeader> headers() {
        Arbitrary<byte[]> ids = Arbitraries.bytes().array(byte[].class).ofSize(32);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.longs(),
                        ids,
                        ids,
                        ids,
                        Arbitraries.longs(),
                        Arbitraries.longs())
                .as(
                        (version, id, agent, machine, recipient, created, expires) ->
                                new EnvelopeHeader(
                                        version,
                                        new MessageId(id, ~id),
                                        AgentId.of(agent),
                                        MachineId.of(machine),
                                        AgentId.of(recipient),
                                        created,
                                        expires));
    }

    private interface Decoding {
        void run() throws MalformedException;
    }

    /** Anything but the promised exception fails the test. */
    private static void onlyMalformed(Decoding decoding) {
        try {
            decoding.run();
        } catch (MalformedException e) {
            assertEquals(0, e.getStackTrace().length);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
