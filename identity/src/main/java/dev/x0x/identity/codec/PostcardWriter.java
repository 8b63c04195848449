// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes postcard 1.x (PROTOCOL.md §0.2). Not thread-safe. */
public final class PostcardWriter {
    private final ByteArrayOutputStream out;

    /** An empty writer that grows as needed. */
    public PostcardWriter() {
        this(256);
    }

    /** An empty writer with room for {@code expected} bytes. */
    public PostcardWriter(int expected) {
        out = new ByteArrayOutputStream(expected);
    }

    /** One byte. */
    public PostcardWriter u8(int value) {
        out.write(value);
        return this;
    }

    /** A varint of any unsigned width up to 64 bits. */
    public PostcardWriter varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** 00 or 01. */
    public PostcardWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** The tag of an optional value: 00 for none, 01 before a value. */
    public PostcardWriter option(boolean present) {
        return u8(present ? 1 : 0);
    }

    /** Bytes without a length. */
    public PostcardWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Bytes with their length before them. */
    public PostcardWriter vec(byte[] bytes) {
        return varint(bytes.length).raw(bytes);
    }

    /** Text with its length in UTF-8 bytes before it. */
    public PostcardWriter string(String text) {
        return vec(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return out.toByteArray();
    }
}
