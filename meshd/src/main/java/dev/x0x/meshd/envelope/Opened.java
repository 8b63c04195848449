// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.Digest;

/** A message, and who proved to have sent it. Made only by {@link Verified#open}. */
public final class Opened {
    private final EnvelopeHeader header;
    private final byte[] payload;
    private final byte[] bodySha256;
    private final boolean byNewestKey;

    Opened(Contents contents, byte[] payload, boolean byNewestKey) {
        this.byNewestKey = byNewestKey;
        this.header = contents.header();
        this.payload = payload;
        this.bodySha256 = Digest.sha256(contents.carrierBody());
    }

    /** The envelope's own id, outside and inside. */
    public MessageId messageId() {
        return header.messageId();
    }

    /** Who sent it. */
    public AgentId senderAgent() {
        return header.senderAgent();
    }

    /** The machine that attested it. Answers go here, never to the carrier's origin (B1). */
    public MachineId attestedMachine() {
        return header.senderMachine();
    }

    /** To whom it was written. */
    public AgentId recipientAgent() {
        return header.recipientAgent();
    }

    /** What was sealed; not copied, to be left as it is. */
    public byte[] payload() {
        return payload;
    }

    /** Whether the first of our keys opened it: the sender knows the one that we have now. */
    public boolean byNewestKey() {
        return byNewestKey;
    }

    /** Unix milliseconds, unsigned. */
    public long createdMs() {
        return header.createdMs();
    }

    /** Unix milliseconds, unsigned. */
    public long expiresMs() {
        return header.expiresMs();
    }

    /**
     * SHA-256 of the carrier body as received, a copy: what an ack names and session keys are bound
     * to.
     */
    public byte[] bodySha256() {
        return bodySha256.clone();
    }
}
