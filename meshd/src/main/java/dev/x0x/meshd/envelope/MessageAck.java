// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The end-to-end acknowledgement of a message, itself a sealed payload (DECISIONS A7).
 *
 * @param bodySha256 SHA-256 of the acknowledged carrier body
 */
public record MessageAck(byte[] bodySha256) {
    private static final byte[] PREFIX = "x0x-ack-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** The acknowledgement of a carrier body. */
    public static MessageAck of(byte[] carrierBody) {
        return new MessageAck(Digest.sha256(carrierBody));
    }

    /** Whether a payload belongs to acknowledgements, well-formed or not. */
    public static boolean claims(byte[] payload) {
        return payload.length >= PREFIX.length
                && Arrays.equals(payload, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /**
     * Reads a payload.
     *
     * @throws MalformedException {@code missing_prefix}, {@code truncated} or {@code
     *     trailing_bytes}
     */
    public static MessageAck decode(byte[] payload) throws MalformedException {
        if (!claims(payload)) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "not a message ack");
        }
        int length = payload.length - PREFIX.length;
        if (length != 32) {
            throw new MalformedException(
                    length < 32 ? Refusal.TRUNCATED : Refusal.TRAILING_BYTES,
                    "digest of " + length + " bytes, expected 32");
        }
        return new MessageAck(Arrays.copyOfRange(payload, PREFIX.length, payload.length));
    }

    /** The payload to seal. */
    public byte[] encode() {
        return ByteBuffer.allocate(PREFIX.length + 32).put(PREFIX).put(bodySha256).array();
    }

    /** Whether this acknowledges that carrier body. */
    public boolean acknowledges(byte[] carrierBody) {
        return MessageDigest.isEqual(bodySha256, Digest.sha256(carrierBody));
    }
}
