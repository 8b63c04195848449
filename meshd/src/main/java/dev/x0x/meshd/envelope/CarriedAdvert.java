// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A sealed payload with the sender's capability advert in front of it, or the advert by itself
 * (docs/decisions/0031). Integers are big-endian:
 *
 * <pre>
 * x0x-with-advert-v1 00 ‖ length u16 ‖ advert ‖ payload
 * x0x-advert-v1 00 ‖ advert
 * </pre>
 *
 * @param advert unproven, at most 65,535 bytes
 * @param payload what it rides with; none if it came by itself
 */
public record CarriedAdvert(byte[] advert, Optional<byte[]> payload) {
    private static final byte[] WITH = ascii("x0x-with-advert-v1\0");
    private static final byte[] ALONE = ascii("x0x-advert-v1\0");

    /** Whether a payload belongs here, well-formed or not. */
    public static boolean claims(byte[] payload) {
        return begins(payload, WITH) || begins(payload, ALONE);
    }

    /**
     * Reads a payload. What is in it may not carry an advert again.
     *
     * @throws MalformedException {@code missing_prefix}, {@code truncated} or {@code bad_unit}
     */
    public static CarriedAdvert decode(byte[] payload) throws MalformedException {
        if (begins(payload, ALONE)) {
            byte[] advert = Arrays.copyOfRange(payload, ALONE.length, payload.length);
            return new CarriedAdvert(advert, Optional.empty());
        }
        if (!begins(payload, WITH)) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "no advert in front");
        }
        ByteBuffer in = ByteBuffer.wrap(payload, WITH.length, payload.length - WITH.length);
        int length = in.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(in.getShort());
        if (length < 0 || length > in.remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED, "an advert in front, and " + in.remaining() + " bytes left");
        }
        byte[] advert = new byte[length];
        in.get(advert);
        byte[] inner = new byte[in.remaining()];
        in.get(inner);
        if (claims(inner)) {
            throw new MalformedException(Refusal.BAD_UNIT, "an advert inside an advert");
        }
        return new CarriedAdvert(advert, Optional.of(inner));
    }

    /** Whether it can be sealed. */
    public boolean fits() {
        return advert.length <= 0xffff && length() <= Message.MAX_PAYLOAD;
    }

    /** The payload to seal. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(length());
        if (payload.isEmpty()) {
            return out.put(ALONE).put(advert).array();
        }
        out.put(WITH).putShort((short) advert.length).put(advert);
        return out.put(payload.get()).array();
    }

    private int length() {
        return payload.map(inner -> WITH.length + Short.BYTES + advert.length + inner.length)
                .orElse(ALONE.length + advert.length);
    }

    private static boolean begins(byte[] payload, byte[] prefix) {
        return payload.length >= prefix.length
                && Arrays.equals(payload, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
