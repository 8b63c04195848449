// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** Carrier frames and their bytes: fixed fields, big-endian (DECISIONS A1, vectors carrier). */
final class CarrierCodec {
    static final int VERSION = 1;
    static final int NETWORK_AT = 2;
    static final int DESTINATION_AT = 18;
    static final int ORIGIN_AT = 50;
    static final int HOP_LIMIT_AT = 82;
    static final int CREATED_AT = 83;
    static final int EXPIRES_AT = 91;
    static final int MESSAGE_AT = 99;
    private static final int KEY_LENGTH_AT = 115;

    /** Bytes of a frame that has neither key nor body. */
    static final int FIXED = 1 + 1 + 16 + 32 + 32 + 1 + 8 + 8 + 16 + 2 + 4;

    private CarrierCodec() {}

    static byte[] encode(CarrierFrame frame) {
        return ByteBuffer.allocate(FIXED + frame.agentPublicKey().length + frame.body().length)
                .put((byte) VERSION)
                .put((byte) frame.kind().code())
                .put(frame.network().bytes())
                .put(frame.destination().bytes())
                .put(frame.origin().bytes())
                .put((byte) frame.hopLimit())
                .putLong(frame.createdMs())
                .putLong(frame.expiresMs())
                .put(frame.messageId().bytes())
                .putShort((short) frame.agentPublicKey().length)
                .put(frame.agentPublicKey())
                .putInt(frame.body().length)
                .put(frame.body())
                .array();
    }

    static CarrierFrame decode(byte[] bytes) throws MalformedException {
        checkSize(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CarrierKind kind = kind(in);
        NetworkHash network = NetworkHash.of(raw(in, 16));
        MachineId destination = MachineId.of(raw(in, 32));
        MachineId origin = MachineId.of(raw(in, 32));
        int hopLimit = need(in, 1).get() & 0xff;
        long created = need(in, 8).getLong();
        long expires = need(in, 8).getLong();
        MessageId messageId = MessageId.of(raw(in, 16));
        int keyLength = need(in, 2).getShort() & 0xffff;
        CarrierFrame.checkKeyLength(kind, keyLength);
        byte[] key = raw(in, keyLength);
        long bodyLength = need(in, 4).getInt() & 0xffff_ffffL;
        CarrierFrame.checkBodyLength(kind, bodyLength);
        byte[] body = raw(in, (int) bodyLength);
        checkEnd(in);
        return new CarrierFrame(
                kind,
                network,
                destination,
                origin,
                hopLimit,
                created,
                expires,
                messageId,
                key,
                body);
    }

    /**
     * Checks what {@link #decode} checks, in the same order, and copies nothing.
     *
     * @return the kind
     * @throws MalformedException left to right, the first fault
     */
    static CarrierKind check(byte[] bytes) throws MalformedException {
        checkSize(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CarrierKind kind = kind(in);
        skip(in, KEY_LENGTH_AT - NETWORK_AT);
        int keyLength = need(in, 2).getShort() & 0xffff;
        CarrierFrame.checkKeyLength(kind, keyLength);
        skip(in, keyLength);
        long bodyLength = need(in, 4).getInt() & 0xffff_ffffL;
        CarrierFrame.checkBodyLength(kind, bodyLength);
        skip(in, (int) bodyLength);
        checkEnd(in);
        return kind;
    }

    private static void checkSize(byte[] bytes) throws MalformedException {
        if (bytes.length > CarrierFrame.MAX_FRAME) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    "frame of " + bytes.length + " bytes, at most " + CarrierFrame.MAX_FRAME);
        }
    }

    private static CarrierKind kind(ByteBuffer in) throws MalformedException {
        int version = need(in, 1).get();
        if (version != VERSION) {
            throw new MalformedException(
                    Refusal.BAD_VERSION, "carrier version " + (version & 0xff) + ", expected 1");
        }
        return CarrierKind.read(need(in, 1).get() & 0xff);
    }

    private static void checkEnd(ByteBuffer in) throws MalformedException {
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the frame");
        }
    }

    private static void skip(ByteBuffer in, int length) throws MalformedException {
        need(in, length).position(in.position() + length);
    }

    /** Of a frame's bytes; those of no frame are our own mistake. */
    static FrameHash hash(byte[] frame) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(frame, 0, HOP_LIMIT_AT);
        sha256.update((byte) 0);
        sha256.update(frame, HOP_LIMIT_AT + 1, frame.length - HOP_LIMIT_AT - 1);
        return FrameHash.of(Arrays.copyOf(sha256.digest(), 16));
    }

    private static byte[] raw(ByteBuffer in, int length) throws MalformedException {
        need(in, length);
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    private static ByteBuffer need(ByteBuffer in, int bytes) throws MalformedException {
        if (bytes > in.remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes + " bytes wanted, " + in.remaining() + " left");
        }
        return in;
    }
}
