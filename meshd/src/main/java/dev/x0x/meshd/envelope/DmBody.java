// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

/** The body of an envelope (PROTOCOL.md §2.2). */
sealed interface DmBody {
    /** A message under an encapsulated key. */
    record Payload(byte[] kemCiphertext, byte[] nonce, byte[] ciphertext) implements DmBody {}

    /** The field's unsealed acknowledgement; known for its bytes, refused over the carrier (A7). */
    record Ack(MessageId acknowledged, Outcome outcome) implements DmBody {}

    /** What became of the acknowledged message. */
    sealed interface Outcome {
        /** It was taken. */
        record Accepted() implements Outcome {}

        /** The recipient does not want it. */
        record RejectedByPolicy(String reason) implements Outcome {}

        /** The wanted kind of acknowledgement is not to be had. */
        record AckSemanticsUnavailable(String reason) implements Outcome {}

        /** The id stands for another message. */
        record IdempotencyConflict(String reason) implements Outcome {}
    }
}
