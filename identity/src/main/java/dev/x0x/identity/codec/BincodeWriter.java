// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes bincode 1.x with fixed-width little-endian integers (PROTOCOL.md §0.1). Not thread-safe.
 */
public final class BincodeWriter {
    private final boolean grows;
    private ByteBuffer out;

    /** An empty writer that grows as needed. */
    public BincodeWriter() {
        this(256);
    }

    /** An empty writer with room for {@code expected} bytes. */
    public BincodeWriter(int expected) {
        this(ByteBuffer.allocate(Math.max(16, expected)), true);
    }

    private BincodeWriter(ByteBuffer out, boolean grows) {
        this.out = out.order(ByteOrder.LITTLE_ENDIAN);
        this.grows = grows;
    }

    /**
     * A writer straight into {@code target}, from {@code offset} on. It does not grow: writing past
     * the end is an {@link IllegalStateException}.
     */
    public static BincodeWriter into(byte[] target, int offset) {
        return new BincodeWriter(
                ByteBuffer.wrap(target, offset, target.length - offset).slice(), false);
    }

    /** One byte. */
    public BincodeWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Two bytes. */
    public BincodeWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    /** Four bytes, unsigned. */
    public BincodeWriter u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    /** Eight bytes. */
    public BincodeWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    /** 00 or 01. */
    public BincodeWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** The tag of an optional value: 00 for none, 01 before a value. */
    public BincodeWriter option(boolean present) {
        return u8(present ? 1 : 0);
    }

    /** Bytes without a length. */
    public BincodeWriter raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** A count of items. */
    public BincodeWriter count(int count) {
        return u64(count);
    }

    /** Bytes with their length before them. */
    public BincodeWriter vec(byte[] bytes) {
        return count(bytes.length).raw(bytes);
    }

    /** Text with its length in UTF-8 bytes before it. */
    public BincodeWriter string(String text) {
        return vec(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes have been written. */
    public int length() {
        return out.position();
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(
                out.array(), out.arrayOffset(), out.arrayOffset() + out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            if (!grows) {
                throw new IllegalStateException(
                        bytes + " bytes to write, room for " + out.remaining());
            }
            int capacity = Math.max(out.capacity() * 2, out.position() + bytes);
            ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
            out.flip();
            larger.put(out);
            out = larger;
        }
        return out;
    }
}
