// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Plain signed direct messages. */
public interface DirectDoor {
    /**
     * Sends one message.
     *
     * @param payload never one that a typed prefix claims: that is refused before
     * @param ackWithin how long to wait for the recipient's own acknowledgement; empty: do not wait
     * @throws RefusedException in the words of REFERENCE.md §7.6 ({@code
     *     recipient_key_unavailable}, {@code no_connectivity}, {@code payload_too_large}, {@code
     *     timeout}…)
     */
    Sent send(AgentId agent, byte[] payload, Optional<Duration> ackWithin)
            throws RefusedException, InterruptedException;

    /**
     * Starts listening. What comes before the listener asks is kept up to a bound, oldest dropped.
     */
    Listening listen();

    /**
     * A message on its way.
     *
     * @param path {@code loopback}, {@code raw_quic} or {@code raw_quic_acked}
     * @param messageId 16 bytes
     * @param ack empty when none was asked for
     */
    record Sent(String path, byte[] messageId, Optional<Ack> ack, int retries) {}

    /** Whether the recipient's acknowledgement came, and how fast. */
    sealed interface Ack {
        /** It came. */
        record Came(Duration roundTrip) implements Ack {}

        /** It did not. */
        record Missing(String error) implements Ack {}
    }

    /** One listener; to be closed. */
    interface Listening extends AutoCloseable {
        /** The next message, or empty when none came within that time. */
        Optional<DirectMessage> next(Duration within) throws InterruptedException;

        @Override
        void close();
    }

    /** A message that came. */
    record DirectMessage(
            MachineId machine,
            byte[] payload,
            Instant receivedAt,
            AgentId sender,
            Optional<TrustDecision> decision,
            boolean verified) {}
}
