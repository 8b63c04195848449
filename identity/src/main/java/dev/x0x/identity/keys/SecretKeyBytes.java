// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.MessageDigest;
import java.util.Arrays;

/** Secret bytes: copied in, zeroed on close, compared in constant time, never printed. */
public final class SecretKeyBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretKeyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A secret holding a copy of {@code bytes}; the caller still owns, and should zero, its own.
     */
    public static SecretKeyBytes copyOf(byte[] bytes) {
        return new SecretKeyBytes(bytes.clone());
    }

    /** A secret that takes over {@code bytes}: the caller must not touch the array again. */
    public static SecretKeyBytes take(byte[] bytes) {
        return new SecretKeyBytes(bytes);
    }

    /** How many bytes. */
    public int length() {
        return bytes.length;
    }

    /**
     * The secret itself, a copy that the caller zeroes.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] exposeSecret() {
        if (closed) {
            throw new IllegalStateException("secret used after it was erased");
        }
        return bytes.clone();
    }

    /** Zeroes the bytes. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKeyBytes same && MessageDigest.isEqual(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.length; // says nothing of the content
    }

    @Override
    public String toString() {
        return "[secret " + bytes.length + " bytes]";
    }
}
