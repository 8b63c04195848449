// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;

/**
 * The first frame each way on the control stream (DECISIONS A8). Integers are big-endian; nothing
 * follows the last field:
 *
 * <pre>
 * version u16 (1) ‖ network[16] ‖ machine[32] ‖ boot epoch u64 ‖ features u64 ‖ keepalive_ms u32
 *   ‖ length u32 ‖ identity announcement ‖ length u32 ‖ capability advert
 * </pre>
 */
record Hello(
        byte[] network,
        MachineId machine,
        long bootEpoch,
        long features,
        int keepAliveMillis,
        byte[] announcement,
        byte[] advert) {
    static final int VERSION = 1;
    private static final int FIXED = 2 + 16 + 32 + 8 + 8 + 4;

    /** The version that a Hello claims to speak; 0 if it is too short to say. */
    static int version(byte[] body) {
        return body.length < 2 ? 0 : Short.toUnsignedInt(ByteBuffer.wrap(body).getShort());
    }

    byte[] encode() {
        return ByteBuffer.allocate(FIXED + 4 + announcement.length + 4 + advert.length)
                .putShort((short) VERSION)
                .put(network)
                .put(machine.bytes())
                .putLong(bootEpoch)
                .putLong(features)
                .putInt(keepAliveMillis)
                .putInt(announcement.length)
                .put(announcement)
                .putInt(advert.length)
                .put(advert)
                .array();
    }

    /**
     * Reads a Hello of our version.
     *
     * @throws MalformedException if it is not exactly one
     */
    static Hello decode(byte[] body) throws MalformedException {
        if (body.length < FIXED) {
            throw new MalformedException(Refusal.TRUNCATED, "hello of " + body.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        if (in.getShort() != VERSION) {
            throw new MalformedException(Refusal.BAD_VERSION, "hello of another version");
        }
        byte[] network = take(in, 16);
        MachineId machine = MachineId.of(take(in, 32));
        long bootEpoch = in.getLong();
        long features = in.getLong();
        int keepAlive = in.getInt();
        if (keepAlive < LinkSettings.MIN_KEEP_ALIVE_MS
                || keepAlive > LinkSettings.MAX_KEEP_ALIVE_MS) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    "keep-alive of " + Integer.toUnsignedString(keepAlive) + " ms");
        }
        byte[] announcement = bytes(in);
        byte[] advert = bytes(in);
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the hello");
        }
        return new Hello(network, machine, bootEpoch, features, keepAlive, announcement, advert);
    }

    private static byte[] bytes(ByteBuffer in) throws MalformedException {
        if (in.remaining() < 4) {
            throw new MalformedException(Refusal.TRUNCATED, "hello ends before a length");
        }
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED,
                    "hello field of "
                            + Integer.toUnsignedString(length)
                            + " bytes, "
                            + in.remaining()
                            + " are left");
        }
        return take(in, length);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }
}
