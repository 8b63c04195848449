// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is signed, and what the cipher binds: fixed fields, big-endian. */
final class SignedBytes {
    private static final byte[] AGENT = ascii("x0x-dm-v1");
    private static final byte[] PAYLOAD = ascii("x0x-dm-payload-v1");
    private static final byte[] ATTESTATION_1 = ascii("x0x-dm-origin-attestation.v1");
    private static final byte[] ATTESTATION_2 = ascii("x0x-dm-origin-attestation.v2");

    private SignedBytes() {}

    /** For the agent's signature (PROTOCOL.md §2.3). */
    static byte[] agent(EnvelopeHeader header, byte[] body) {
        return ByteBuffer.allocate(AGENT.length + 2 + 16 + 32 + 32 + 32 + 8 + 8 + body.length)
                .put(AGENT)
                .putShort((short) header.protocolVersion())
                .put(header.messageId().bytes())
                .put(header.senderAgent().bytes())
                .put(header.senderMachine().bytes())
                .put(header.recipientAgent().bytes())
                .putLong(header.createdMs())
                .putLong(header.expiresMs())
                .put(body)
                .array();
    }

    /** Additional data of the payload's cipher, 105 bytes (PROTOCOL.md §2.4). */
    static byte[] payload(EnvelopeHeader header) {
        return ByteBuffer.allocate(105)
                .put(PAYLOAD)
                .put(header.messageId().bytes())
                .put(header.senderAgent().bytes())
                .put(header.recipientAgent().bytes())
                .putLong(header.createdMs())
                .array();
    }

    /** Version 1 of the attestation (PROTOCOL.md §2.3); nothing here signs or accepts it. */
    static byte[] attestation1(EnvelopeHeader header, byte[] machineKey) {
        return attestation(ATTESTATION_1, 1, header, machineKey, 0).array();
    }

    /**
     * Version 2 of the attestation (DECISIONS A2). The last three are not carried.
     *
     * @param body the bytes of the body as received, never a re-encoding
     */
    static byte[] attestation2(
            EnvelopeHeader header,
            byte[] machineKey,
            NetworkHash network,
            MachineId recipientMachine,
            byte[] body) {
        return attestation(ATTESTATION_2, 2, header, machineKey, 16 + 32 + 32)
                .put(network.bytes())
                .put(recipientMachine.bytes())
                .put(Digest.sha256(body))
                .array();
    }

    private static ByteBuffer attestation(
            byte[] domain, int version, EnvelopeHeader header, byte[] machineKey, int more) {
        int length = domain.length + 2 + 2 + 16 + 32 + 32 + 4 + machineKey.length + 32 + 8 + 8;
        return ByteBuffer.allocate(length + more)
                .put(domain)
                .putShort((short) version)
                .putShort((short) header.protocolVersion())
                .put(header.messageId().bytes())
                .put(header.senderAgent().bytes())
                .put(header.senderMachine().bytes())
                .putInt(machineKey.length)
                .put(machineKey)
                .put(header.recipientAgent().bytes())
                .putLong(header.createdMs())
                .putLong(header.expiresMs());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
