// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.util.Arrays;
import java.util.Optional;

/** Envelopes and attestations, and their postcard bytes (PROTOCOL.md §2.2, vectors def. 4–5). */
final class EnvelopeCodec {
    /** The largest envelope, and the largest count in one. */
    static final int LIMIT = 65_536;

    private EnvelopeCodec() {}

    /** An envelope, and the bytes of its body exactly as they came. */
    record Decoded(DmEnvelope envelope, byte[] body) {}

    static byte[] encode(DmEnvelope envelope) {
        return encode(
                envelope.header(),
                BodyCodec.encode(envelope.body()),
                envelope.signature(),
                envelope.attestation());
    }

    static byte[] encode(
            EnvelopeHeader header,
            byte[] body,
            byte[] signature,
            Optional<DmOriginAttestation> attestation) {
        PostcardWriter out =
                new PostcardWriter(body.length + 9_000)
                        .varint(header.protocolVersion())
                        .raw(header.messageId().bytes())
                        .raw(header.senderAgent().bytes())
                        .raw(header.senderMachine().bytes())
                        .raw(header.recipientAgent().bytes())
                        .varint(header.createdMs())
                        .varint(header.expiresMs())
                        .raw(body)
                        .vec(signature)
                        .option(attestation.isPresent());
        attestation.ifPresent(present -> out.raw(encode(present)));
        return out.toBytes();
    }

    static Decoded decode(byte[] bytes) throws MalformedException {
        PostcardReader in = new PostcardReader(bytes, LIMIT);
        int version = in.u16();
        if (version != 1 && version != 2) {
            throw new MalformedException(Refusal.BAD_VERSION, "envelope version " + version);
        }
        EnvelopeHeader header =
                new EnvelopeHeader(
                        version,
                        MessageId.of(in.raw(16)),
                        AgentId.of(in.raw(32)),
                        MachineId.of(in.raw(32)),
                        AgentId.of(in.raw(32)),
                        in.u64(),
                        in.u64());
        int bodyAt = in.position();
        DmBody body = BodyCodec.read(in);
        byte[] bodyBytes = Arrays.copyOfRange(bytes, bodyAt, in.position());
        byte[] signature = in.vec(MlDsa.SIGNATURE);
        // older peers end here, without even the tag of the option
        Optional<DmOriginAttestation> attestation =
                in.remaining() > 0 && in.option() ? Optional.of(attestation(in)) : Optional.empty();
        in.end();
        return new Decoded(new DmEnvelope(header, body, signature, attestation), bodyBytes);
    }

    static byte[] encode(DmOriginAttestation attestation) {
        EnvelopeHeader mirrored = attestation.mirrored();
        return new PostcardWriter(5_500)
                .varint(attestation.version())
                .varint(mirrored.protocolVersion())
                .raw(mirrored.senderAgent().bytes())
                .raw(mirrored.senderMachine().bytes())
                .vec(attestation.machinePublicKey())
                .raw(mirrored.recipientAgent().bytes())
                .raw(mirrored.messageId().bytes())
                .varint(mirrored.createdMs())
                .varint(mirrored.expiresMs())
                .vec(attestation.signature())
                .toBytes();
    }

    private static DmOriginAttestation attestation(PostcardReader in) throws MalformedException {
        int version = in.u16();
        if (version != 1 && version != 2) {
            throw new MalformedException(Refusal.BAD_VERSION, "attestation version " + version);
        }
        int protocolVersion = in.u16();
        AgentId senderAgent = AgentId.of(in.raw(32));
        MachineId senderMachine = MachineId.of(in.raw(32));
        byte[] machineKey = in.vec(MlDsa.PUBLIC_KEY);
        AgentId recipientAgent = AgentId.of(in.raw(32));
        MessageId messageId = MessageId.of(in.raw(16));
        EnvelopeHeader mirrored =
                new EnvelopeHeader(
                        protocolVersion,
                        messageId,
                        senderAgent,
                        senderMachine,
                        recipientAgent,
                        in.u64(),
                        in.u64());
        return new DmOriginAttestation(version, mirrored, machineKey, in.vec(MlDsa.SIGNATURE));
    }
}
