// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

/**
 * What is to be sealed.
 *
 * @param payload at most {@value #MAX_PAYLOAD} bytes
 * @param createdMs Unix milliseconds
 * @param expiresMs Unix milliseconds
 */
public record Message(MessageId id, byte[] payload, long createdMs, long expiresMs) {
    /** The largest payload of one envelope, in bytes (PROTOCOL.md §2.11). */
    public static final int MAX_PAYLOAD = 49_152;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the payload is too large
     */
    public Message {
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload of " + payload.length + " bytes, at most " + MAX_PAYLOAD);
        }
    }
}
