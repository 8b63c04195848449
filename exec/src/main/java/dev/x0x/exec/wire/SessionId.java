// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.Hex;

import java.nio.ByteBuffer;

/** The name of a session on the wire, 16 bytes from its keys (DECISIONS A6). Not a secret. */
public record SessionId(long high, long low) {
    /** Bytes of an id. */
    public static final int LENGTH = 16;

    /**
     * The id that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static SessionId of(byte[] bytes) {
        Fields.length("session id", bytes.length, LENGTH);
        return read(bytes, 0);
    }

    static SessionId read(byte[] from, int offset) {
        ByteBuffer in = ByteBuffer.wrap(from, offset, LENGTH);
        return new SessionId(in.getLong(), in.getLong());
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    /** 32 lower-case hex characters. */
    @Override
    public String toString() {
        return Hex.print(bytes());
    }
}
