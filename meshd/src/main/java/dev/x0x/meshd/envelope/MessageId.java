// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.Hex;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The name of one envelope and of the carrier frame around it, 16 bytes chosen by its sender. Not a
 * request id: that names an exec request.
 */
public record MessageId(long high, long low) {
    /**
     * The value that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static MessageId of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes, a message id has 16");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new MessageId(in.getLong(), in.getLong());
    }

    /** A fresh id. */
    public static MessageId random(RandomGenerator random) {
        return new MessageId(random.nextLong(), random.nextLong());
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
