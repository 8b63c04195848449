// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.Hex;

import java.nio.ByteBuffer;

/**
 * What a carrier frame is known by on its way: the first 16 bytes of its SHA-256 with the hop limit
 * taken as 0 (DECISIONS A1).
 */
public record FrameHash(long high, long low) {
    /**
     * The value that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static FrameHash of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes, a frame hash has 16");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new FrameHash(in.getLong(), in.getLong());
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** 32 lower-case hex characters. */
    public String hex() {
        return Hex.print(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
