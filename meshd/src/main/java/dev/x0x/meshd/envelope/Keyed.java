// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

/** An envelope with the key of the agent it names; whether that agent wrote it is not known. */
public final class Keyed {
    private final Contents contents;
    private final byte[] agentPublicKey;

    Keyed(Contents contents, byte[] agentPublicKey) {
        this.contents = contents;
        this.agentPublicKey = agentPublicKey;
    }

    /** What it claims; by these ids it may be dropped before any signature is verified. */
    public EnvelopeHeader header() {
        return contents.header();
    }

    /**
     * Requires the agent's signature (PROTOCOL.md §2.3).
     *
     * @throws MalformedException {@code bad_signature}
     */
    public Signed verifyAgent() throws MalformedException {
        byte[] message = SignedBytes.agent(contents.header(), contents.body());
        if (!MlDsa.verify(agentPublicKey, message, contents.envelope().signature())) {
            throw new MalformedException(Refusal.BAD_SIGNATURE, "agent signature is not valid");
        }
        return new Signed(contents);
    }
}
