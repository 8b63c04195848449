// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/**
 * What an envelope says of itself, in clear. Claims: who holds one has proven nothing.
 *
 * <p>Times are Unix milliseconds, unsigned.
 */
public record EnvelopeHeader(
        int protocolVersion,
        MessageId messageId,
        AgentId senderAgent,
        MachineId senderMachine,
        AgentId recipientAgent,
        long createdMs,
        long expiresMs) {
    /** How far ahead of ours a sender's clock may be (PROTOCOL.md §2.11). */
    static final long CLOCK_SKEW_MS = 30_000;

    /** How long an envelope may live (PROTOCOL.md §2.11). */
    static final long MAX_LIFETIME_MS = 600_000;

    /** Whether an envelope's times allow it to be read. */
    public enum Freshness {
        /** They do. */
        FRESH,
        /** It says to be of a time that has not come. */
        FROM_THE_FUTURE,
        /** Its time is over. */
        EXPIRED,
        /** It wants to live longer than any envelope may, or ends before it begins. */
        BAD_LIFETIME
    }

    /**
     * Judges the times (PROTOCOL.md §2.6 step 7).
     *
     * @param nowMs Unix milliseconds
     */
    public Freshness freshness(long nowMs) {
        if (Long.compareUnsigned(createdMs, nowMs + CLOCK_SKEW_MS) > 0) {
            return Freshness.FROM_THE_FUTURE;
        }
        if (Long.compareUnsigned(nowMs, expiresMs) >= 0) {
            return Freshness.EXPIRED;
        }
        if (Long.compareUnsigned(expiresMs, createdMs) <= 0
                || Long.compareUnsigned(expiresMs - createdMs, MAX_LIFETIME_MS) > 0) {
            return Freshness.BAD_LIFETIME;
        }
        return Freshness.FRESH;
    }
}
