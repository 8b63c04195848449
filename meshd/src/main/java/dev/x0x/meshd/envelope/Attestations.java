// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

/** Judges a machine's attestation (DECISIONS A2). */
final class Attestations {
    private Attestations() {}

    static void check(
            EnvelopeCodec.Decoded decoded, NetworkHash network, MachineId recipientMachine)
            throws MalformedException {
        DmEnvelope envelope = decoded.envelope();
        if (envelope.attestation().isEmpty()) {
            throw new MalformedException(
                    Refusal.ATTESTATION_MISSING, "no machine has attested this envelope");
        }
        DmOriginAttestation given = envelope.attestation().get();
        // version 1 does not cover the body: a relay could graft it onto another envelope
        if (given.version() != 2) {
            throw new MalformedException(
                    Refusal.ATTESTATION_VERSION_1,
                    "attestation of version " + given.version() + ", expected 2");
        }
        EnvelopeHeader header = envelope.header();
        if (!given.mirrored().equals(header)) {
            throw new MalformedException(
                    Refusal.ATTESTATION_MISMATCH, "attestation of another envelope");
        }
        MachineId signer = MachineId.derive(given.machinePublicKey());
        if (!signer.equals(header.senderMachine())) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH,
                    "attested by machine " + signer + ", envelope of " + header.senderMachine());
        }
        byte[] message =
                SignedBytes.attestation2(
                        header,
                        given.machinePublicKey(),
                        network,
                        recipientMachine,
                        decoded.body());
        if (!MlDsa.verify(given.machinePublicKey(), message, given.signature())) {
            throw new MalformedException(Refusal.BAD_SIGNATURE, "machine signature is not valid");
        }
    }
}
