// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Message ids that follow from a sender's own name for a message (PROTOCOL.md §2.9). */
public final class LogicalId {
    private static final String CONTEXT = "x0x dm logical request id v1";
    private static final String BINDING = "x0x-dm-durable-accepted-binding-v1";
    private static final int LONGEST = 128;

    private LogicalId() {}

    /**
     * The 16-byte message id for {@code token} between these two.
     *
     * @param token 1 to 128 characters of {@code a-z 0-9 - _ . :}
     * @throws MalformedException {@code bad_length} or {@code bad_character}
     */
    public static byte[] messageId(AgentId sender, AgentId recipient, String token)
            throws MalformedException {
        if (token.isEmpty() || token.length() > LONGEST) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    "logical id of " + token.length() + " characters, expected 1 to " + LONGEST);
        }
        for (int i = 0; i < token.length(); i++) {
            if (!allowed(token.charAt(i))) {
                throw new MalformedException(
                        Refusal.BAD_CHARACTER,
                        "character " + (i + 1) + " of a logical id is not one of a-z 0-9 - _ . :");
            }
        }
        byte[] derived =
                Digest.blake3DeriveKey(
                        CONTEXT, sender.bytes(), recipient.bytes(), token.getBytes(US_ASCII));
        return Arrays.copyOf(derived, 16);
    }

    /** The digest that binds an accepted message to its content. */
    public static byte[] durableBinding(int protocolVersion, byte[] payload) {
        return Digest.blake3(
                BINDING.getBytes(US_ASCII),
                ByteBuffer.allocate(10)
                        .putShort((short) protocolVersion)
                        .putLong(payload.length)
                        .array(),
                payload);
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.:".indexOf(c) >= 0;
    }
}
