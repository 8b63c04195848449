// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The name of one exec request, 16 bytes chosen by the requester. Not a message id: that names an
 * envelope.
 */
public record RequestId(long high, long low) {
    /**
     * The id that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static RequestId of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes, a request id has 16");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new RequestId(in.getLong(), in.getLong());
    }

    /** A fresh id. */
    public static RequestId random(RandomGenerator random) {
        return new RequestId(random.nextLong(), random.nextLong());
    }

    /**
     * Reads 32 hex characters, in either case.
     *
     * @throws MalformedException {@code bad_length} or {@code bad_hex}
     */
    public static RequestId parse(String text) throws MalformedException {
        return of(Hex.parse(text, 16));
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
