// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.SecretKeyBytes;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

class EnvelopeVectorsTest {
    private static final NetworkHash NETWORK = NetworkHash.ofName("x0x");

    @TestFactory
    Stream<DynamicTest> envelopes() {
        return VectorFile.load("dm-envelope")
                .tests(
                        Map.of(
                                "varint", VectorFile.ok(EnvelopeVectorsTest::varint),
                                "plaintext", VectorFile.ok(EnvelopeVectorsTest::plaintext),
                                "aad", VectorFile.ok(EnvelopeVectorsTest::aad),
                                "aead", VectorFile.ok(EnvelopeVectorsTest::aead),
                                "open_sealed", VectorFile.ok(EnvelopeVectorsTest::openSealed),
                                "body", VectorFile.ok(EnvelopeVectorsTest::body),
                                "envelope", VectorFile.ok(EnvelopeVectorsTest::envelope),
                                "check_attestation",
                                        VectorFile.ok(EnvelopeVectorsTest::checkAttestation),
                                "attestation_signed",
                                        VectorFile.ok(EnvelopeVectorsTest::attestationSigned),
                                "message_ack", VectorFile.ok(EnvelopeVectorsTest::messageAck)));
    }

    private static void varint(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        var in = new PostcardReader(bytes, EnvelopeCodec.LIMIT);
        long value =
                switch (row.text("type")) {
                    case "u16" -> in.u16();
                    case "u32" -> in.u32();
                    case "u64" -> in.u64();
                    default -> throw new AssertionError("unknown type " + row.text("type"));
                };
        in.end();
        assertEquals(row.u64("value"), value);
        assertArrayEquals(bytes, new PostcardWriter().varint(value).toBytes());
    }

    private static void plaintext(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        DmPlaintext read = DmPlaintext.decode(bytes);
        VectorRow value = row.object("value");
        assertEquals(value.text("request_id"), read.messageId().hex());
        assertArrayEquals(value.bytes("payload"), read.payload());
        assertEquals(value.optionalText("content_type"), read.contentType());
        assertArrayEquals(bytes, read.encode());
        sameBytes(row, "bytes", bytes);
    }

    private static void aad(VectorRow row) throws MalformedException {
        assertArrayEquals(row.bytes("bytes"), SignedBytes.payload(header(row)));
    }

    private static void aead(VectorRow row) throws MalformedException {
        byte[] sealed = row.bytes("sealed");
        try (var key = SecretKeyBytes.copyOf(row.bytes("key"))) {
            byte[] plain = open(key, row, row.bytes("aad"), sealed);
            assertArrayEquals(row.bytes("plain"), plain);
            assertArrayEquals(
                    sealed,
                    ChaCha20Poly1305.seal(key, row.bytes("nonce"), row.bytes("aad"), plain));
        }
    }

    private static byte[] open(SecretKeyBytes key, VectorRow row, byte[] aad, byte[] sealed)
            throws MalformedException {
        if (sealed.length < ChaCha20Poly1305.TAG) {
            throw new MalformedException(Refusal.TRUNCATED, "no tag");
        }
        return ChaCha20Poly1305.open(key, row.bytes("nonce"), aad, sealed)
                .orElseThrow(() -> new MalformedException(Refusal.BAD_TAG, "tag"));
    }

    private static void openSealed(VectorRow row) throws MalformedException {
        EnvelopeHeader header = header(row);
        try (var key = SecretKeyBytes.copyOf(row.bytes("shared_secret"))) {
            byte[] plain = open(key, row, SignedBytes.payload(header), row.bytes("sealed"));
            byte[] payload = Verified.payload(plain, header.messageId());
            assertArrayEquals(row.bytes("payload"), payload);
        }
    }

    private static void body(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        DmBody read = BodyCodec.decode(bytes);
        sameBody(row.object("value"), read);
        assertArrayEquals(bytes, BodyCodec.encode(read));
        sameBytes(row, "bytes", bytes);
    }

    private static void sameBody(VectorRow value, DmBody read) {
        switch (read) {
            case DmBody.Payload(byte[] kem, byte[] nonce, byte[] ciphertext) -> {
                assertEquals(value.text("type"), "Payload");
                assertArrayEquals(value.bytes("kem_ciphertext"), kem);
                assertArrayEquals(value.bytes("body_nonce"), nonce);
                assertArrayEquals(value.bytes("body_ciphertext"), ciphertext);
            }
            case DmBody.Ack(MessageId acknowledged, DmBody.Outcome outcome) -> {
                assertEquals(value.text("type"), "Ack");
                assertEquals(value.text("acks_request_id"), acknowledged.hex());
                assertEquals(value.text("outcome"), outcome.getClass().getSimpleName());
                switch (outcome) {
                    case DmBody.Outcome.Accepted() -> {}
                    case DmBody.Outcome.RejectedByPolicy(String reason) ->
                            assertEquals(value.text("reason"), reason);
                    case DmBody.Outcome.AckSemanticsUnavailable(String reason) ->
                            assertEquals(value.text("reason"), reason);
                    case DmBody.Outcome.IdempotencyConflict(String reason) ->
                            assertEquals(value.text("reason"), reason);
                }
            }
        }
    }

    private static void envelope(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        EnvelopeCodec.Decoded decoded = EnvelopeCodec.decode(bytes);
        DmEnvelope read = decoded.envelope();
        VectorRow value = row.object("value");
        sameHeader(value, read.header());
        sameBody(value.object("body"), read.body());
        assertArrayEquals(value.bytes("signature"), read.signature());
        byte[] signed = SignedBytes.agent(read.header(), decoded.body());
        assertArrayEquals(row.bytes("agent_signed"), signed);
        assertEquals(row.text("agent_signed_sha256"), Hex.print(Digest.sha256(signed)));
        assertEquals(value.has("origin_attestation"), read.attestation().isPresent());
        if (read.attestation().isPresent()) {
            attestation(row, value.object("origin_attestation"), decoded);
        }
        byte[] again = EnvelopeCodec.encode(read);
        if (row.flag("reencodes")) {
            assertArrayEquals(bytes, again);
        } else {
            // an older peer's envelope ends before the tag of the option
            assertArrayEquals(bytes, Arrays.copyOf(again, again.length - 1));
        }
        sameBytes(row, "bytes", bytes);
    }

    private static void attestation(VectorRow row, VectorRow value, EnvelopeCodec.Decoded decoded)
            throws MalformedException {
        DmOriginAttestation read = decoded.envelope().attestation().orElseThrow();
        assertEquals(value.number("attestation_version"), read.version());
        sameHeader(value, read.mirrored());
        assertArrayEquals(value.bytes("machine_public_key"), read.machinePublicKey());
        assertArrayEquals(value.bytes("signature"), read.signature());
        assertArrayEquals(row.bytes("attestation"), EnvelopeCodec.encode(read));
        byte[] signed = signed(read.version(), row, decoded);
        assertArrayEquals(row.bytes("attestation_signed"), signed);
        sameBytes(row, "attestation_signed", signed);
    }

    private static byte[] signed(int version, VectorRow row, EnvelopeCodec.Decoded decoded)
            throws MalformedException {
        EnvelopeHeader header = decoded.envelope().header();
        byte[] key = decoded.envelope().attestation().orElseThrow().machinePublicKey();
        return switch (version) {
            case 1 -> SignedBytes.attestation1(header, key);
            case 2 ->
                    SignedBytes.attestation2(
                            header,
                            key,
                            NetworkHash.of(row.bytes("network_hash")),
                            MachineId.parse(row.text("recipient_machine")),
                            decoded.body());
            default -> throw new AssertionError("version " + version);
        };
    }

    private static void checkAttestation(VectorRow row) throws MalformedException {
        EnvelopeCodec.Decoded decoded = EnvelopeCodec.decode(row.bytes("envelope"));
        Attestations.check(decoded, NETWORK, decoded.envelope().header().senderMachine());
    }

    private static void attestationSigned(VectorRow row) throws MalformedException {
        EnvelopeCodec.Decoded decoded = EnvelopeCodec.decode(row.bytes("envelope"));
        byte[] signed = signed(row.number("version"), row, decoded);
        sameBytes(row, "bytes", signed);
        if (row.has("before_the_graft_sha256")) {
            assertEquals(
                    row.flag("same_as_before_the_graft"),
                    row.text("before_the_graft_sha256").equals(Hex.print(Digest.sha256(signed))));
        }
    }

    private static void messageAck(VectorRow row) throws MalformedException {
        byte[] body = row.bytes("acknowledged");
        byte[] payload = row.bytes("payload");
        assertArrayEquals(payload, MessageAck.of(body).encode());
        assertTrue(MessageAck.claims(payload));
        assertTrue(MessageAck.decode(payload).acknowledges(body));
    }

    private static void sameHeader(VectorRow value, EnvelopeHeader read) {
        assertEquals(value.number("protocol_version"), read.protocolVersion());
        assertEquals(value.text("request_id"), read.messageId().hex());
        assertEquals(value.text("sender_agent_id"), read.senderAgent().hex());
        assertEquals(value.text("sender_machine_id"), read.senderMachine().hex());
        assertEquals(value.text("recipient_agent_id"), read.recipientAgent().hex());
        assertEquals(value.u64("created_at_unix_ms"), read.createdMs());
        assertEquals(value.u64("expires_at_unix_ms"), read.expiresMs());
    }

    /** The fields that the payload's cipher binds; the others do not matter here. */
    private static EnvelopeHeader header(VectorRow row) throws MalformedException {
        return new EnvelopeHeader(
                1,
                MessageId.of(row.bytes("request_id")),
                AgentId.parse(row.text("sender_agent_id")),
                MachineId.of(new byte[32]),
                AgentId.parse(row.text("recipient_agent_id")),
                row.u64("created_at_unix_ms"),
                0);
    }

    private static void sameBytes(VectorRow row, String field, byte[] bytes) {
        assertEquals(row.number(field + "_len"), bytes.length);
        assertEquals(row.text(field + "_sha256"), Hex.print(Digest.sha256(bytes)));
    }
}
