// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads bincode 1.x with fixed-width little-endian integers (PROTOCOL.md §0.1), left to right, the
 * first fault answers.
 *
 * <p>A count above the format's limit is {@code length_too_large}; one within it but beyond the
 * bytes at hand is {@code truncated}. Counts are unsigned. Not thread-safe.
 */
public final class BincodeReader {
    private final ByteBuffer in;
    private final int limit;

    /**
     * Reads all of {@code bytes}.
     *
     * @param limit the largest count or length the format allows, in items or bytes
     * @throws MalformedException {@code length_too_large} if the input itself is longer than {@code
     *     limit}
     */
    public BincodeReader(byte[] bytes, int limit) throws MalformedException {
        if (bytes.length > limit) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, bytes.length + " bytes, at most " + limit);
        }
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.limit = limit;
    }

    /** Bytes not yet read. */
    public int remaining() {
        return in.remaining();
    }

    /** How many bytes have been read. */
    public int position() {
        return in.position();
    }

    /** One unsigned byte, 0 to 255. */
    public int u8() throws MalformedException {
        need(1);
        return in.get() & 0xff;
    }

    /** An unsigned 16-bit number. */
    public int u16() throws MalformedException {
        need(2);
        return in.getShort() & 0xffff;
    }

    /** An unsigned 32-bit number. */
    public long u32() throws MalformedException {
        need(4);
        return in.getInt() & 0xffff_ffffL;
    }

    /** A signed 32-bit number. */
    public int i32() throws MalformedException {
        need(4);
        return in.getInt();
    }

    /** 64 bits, to be read as unsigned. */
    public long u64() throws MalformedException {
        need(8);
        return in.getLong();
    }

    /** One byte that must be 0 or 1. */
    public boolean bool() throws MalformedException {
        return flag(Refusal.BAD_BOOL);
    }

    /** Whether an optional value follows. */
    public boolean option() throws MalformedException {
        return flag(Refusal.BAD_OPTION);
    }

    /** Exactly {@code length} raw bytes, copied. */
    public byte[] raw(int length) throws MalformedException {
        need(length);
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    /** Passes over exactly {@code length} bytes. */
    public void skip(int length) throws MalformedException {
        need(length);
        in.position(in.position() + length);
    }

    /** A count of items, at most the format's limit; not checked against the bytes at hand. */
    public int count() throws MalformedException {
        long count = u64();
        if (count < 0 || count > limit) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, Long.toUnsignedString(count) + ", at most " + limit);
        }
        return (int) count;
    }

    /** A counted run of bytes. */
    public byte[] vec() throws MalformedException {
        return raw(count());
    }

    /** A counted run of bytes that must have this length, else {@code bad_length}. */
    public byte[] vec(int length) throws MalformedException {
        int count = count();
        if (count != length) {
            throw new MalformedException(Refusal.BAD_LENGTH, count + " bytes, expected " + length);
        }
        return raw(count);
    }

    /** A counted UTF-8 string. */
    public String string() throws MalformedException {
        return utf8(vec());
    }

    /** Refuses anything left over. */
    public void end() throws MalformedException {
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the value");
        }
    }

    static String utf8(byte[] bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(Refusal.BAD_UTF8, "text is not UTF-8");
        }
    }

    private boolean flag(Refusal otherwise) throws MalformedException {
        int value = u8();
        if (value > 1) {
            throw new MalformedException(otherwise, "byte " + value + ", expected 0 or 1");
        }
        return value == 1;
    }

    private void need(int bytes) throws MalformedException {
        if (bytes > in.remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes + " bytes wanted, " + in.remaining() + " left");
        }
    }
}
