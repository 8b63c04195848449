// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import java.util.Arrays;

import javax.crypto.SecretKey;

/**
 * A ChaCha20 key that can be erased, which the JDK's {@code SecretKeySpec} cannot. Once erased it
 * reads as zeros, so that a cipher given it forgets the key before.
 */
final class RecordKey implements SecretKey {
    static final int LENGTH = 32;
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private boolean destroyed;

    /** Takes over {@code bytes}. */
    RecordKey(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
        return "ChaCha20";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy: the JDK's cipher overwrites what it was given. */
    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return "[secret " + LENGTH + " bytes]";
    }
}
