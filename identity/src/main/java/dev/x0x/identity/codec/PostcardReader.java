// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.util.Arrays;

/**
 * Reads postcard 1.x (PROTOCOL.md §0.2), left to right, the first fault answers. A varint longer
 * than it needs to be is refused: what is accepted re-encodes to the same bytes, and signatures
 * cover those bytes. Not thread-safe.
 */
public final class PostcardReader {
    private final byte[] in;
    private final int limit;
    private int at;

    /**
     * Reads all of {@code bytes}.
     *
     * @param limit the largest count or length the format allows, in items or bytes
     * @throws MalformedException {@code length_too_large} if the input itself is longer than {@code
     *     limit}
     */
    public PostcardReader(byte[] bytes, int limit) throws MalformedException {
        if (bytes.length > limit) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, bytes.length + " bytes, at most " + limit);
        }
        this.in = bytes;
        this.limit = limit;
    }

    /** Bytes not yet read. */
    public int remaining() {
        return in.length - at;
    }

    /** How many bytes have been read. */
    public int position() {
        return at;
    }

    /** One unsigned byte. */
    public int u8() throws MalformedException {
        need(1);
        return in[at++] & 0xff;
    }

    /** An unsigned 16-bit varint. */
    public int u16() throws MalformedException {
        return (int) varint(16);
    }

    /** An unsigned 32-bit varint. */
    public long u32() throws MalformedException {
        return varint(32);
    }

    /** A 64-bit varint, to be read as unsigned. */
    public long u64() throws MalformedException {
        return varint(64);
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
        byte[] out = Arrays.copyOfRange(in, at, at + length);
        at += length;
        return out;
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
        return BincodeReader.utf8(vec());
    }

    /** Refuses anything left over. */
    public void end() throws MalformedException {
        if (remaining() > 0) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, remaining() + " bytes after the value");
        }
    }

    private long varint(int bits) throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < bits; shift += 7) {
            int group = u8();
            boolean last = (group & 0x80) == 0;
            int payload = group & 0x7f;
            if (bits - shift < 7 && payload >>> (bits - shift) != 0) {
                throw new MalformedException(Refusal.BAD_VARINT, "number above " + bits + " bits");
            }
            value |= (long) payload << shift;
            if (last) {
                if (payload == 0 && shift > 0) {
                    throw new MalformedException(
                            Refusal.BAD_VARINT, "number written longer than needed");
                }
                return value;
            }
        }
        throw new MalformedException(Refusal.BAD_VARINT, "number above " + bits + " bits");
    }

    private boolean flag(Refusal otherwise) throws MalformedException {
        int value = u8();
        if (value > 1) {
            throw new MalformedException(otherwise, "byte " + value + ", expected 0 or 1");
        }
        return value == 1;
    }

    private void need(int bytes) throws MalformedException {
        if (bytes > remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes + " bytes wanted, " + remaining() + " left");
        }
    }
}
