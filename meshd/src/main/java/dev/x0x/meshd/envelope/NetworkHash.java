// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Which mesh a frame belongs to: 16 bytes made of its name. */
public record NetworkHash(long high, long low) {
    /**
     * The value that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static NetworkHash of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes, a network hash has 16");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new NetworkHash(in.getLong(), in.getLong());
    }

    /**
     * The hash of a network's name: the first 16 bytes of SHA-256({@code x0x-network-v1} ‖ 00 ‖
     * UTF-8), DECISIONS A.
     */
    public static NetworkHash ofName(String networkId) {
        byte[] name = ("x0x-network-v1\0" + networkId).getBytes(StandardCharsets.UTF_8);
        return of(Arrays.copyOf(Digest.sha256(name), 16));
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
