// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

/** An envelope whose lengths are right. Everything in it is a claim. */
public final class Received {
    private final Contents contents;

    Received(Contents contents) {
        this.contents = contents;
    }

    /** What it claims, for the checks on ids, times and replay. */
    public EnvelopeHeader header() {
        return contents.header();
    }

    /**
     * Requires that this is the key of the agent it names as its sender.
     *
     * @param agentPublicKey the carrier frame's
     * @throws MalformedException {@code bad_length} or {@code id_mismatch}
     */
    public Keyed withKey(byte[] agentPublicKey) throws MalformedException {
        AgentId derived = AgentId.derive(agentPublicKey);
        if (!derived.equals(header().senderAgent())) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH,
                    "key of agent " + derived + ", envelope of " + header().senderAgent());
        }
        return new Keyed(contents, agentPublicKey);
    }
}
