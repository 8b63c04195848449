// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;

/** An envelope that its agent has signed; from which machine it comes is still a claim. */
public final class Signed {
    private final Contents contents;

    Signed(Contents contents) {
        this.contents = contents;
    }

    /** The sender agent is proven, the sender machine is not. */
    public EnvelopeHeader header() {
        return contents.header();
    }

    /**
     * Requires the machine's attestation, version 2 (DECISIONS A2, order of vectors def. 6).
     *
     * @param network our own
     * @param recipientMachine our own
     * @throws MalformedException {@code attestation_missing}, {@code attestation_version_1}, {@code
     *     attestation_mismatch}, {@code id_mismatch} or {@code bad_signature}
     */
    public Verified verifyAttestation(NetworkHash network, MachineId recipientMachine)
            throws MalformedException {
        Attestations.check(contents.decoded(), network, recipientMachine);
        return new Verified(contents);
    }
}
