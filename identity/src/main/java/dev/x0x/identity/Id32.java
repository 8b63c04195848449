// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 32 bytes as four numbers: cheap to compare and to hash. Ordered as unsigned bytes. */
record Id32(long a, long b, long c, long d) implements Comparable<Id32> {
    private static final byte[] PREFIX = "AUTONOMI_PEER_ID_V2:".getBytes(StandardCharsets.US_ASCII);
    private static final int PUBLIC_KEY = 1952;

    static Id32 of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException(bytes.length + " bytes, an id has 32");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Id32(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    static Id32 derive(byte[] publicKey) throws MalformedException {
        if (publicKey.length != PUBLIC_KEY) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    "public key of " + publicKey.length + " bytes, expected " + PUBLIC_KEY);
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(PREFIX);
            return of(sha256.digest(publicKey));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Id32 parse(String text) throws MalformedException {
        return of(Hex.parse(text, 32));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
    }

    String hex() {
        return Hex.print(bytes());
    }

    @Override
    public int compareTo(Id32 other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }
}
