// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.codec.Hex;

import java.util.Arrays;

/**
 * How far the file had come at a time: kept elsewhere, it shows that the file was cut.
 *
 * @param seq the number of a line
 * @param sha256 of that line, 32 bytes
 */
public record AuditHead(long seq, byte[] sha256) {
    /** Copies the hash. */
    public AuditHead {
        if (sha256.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes");
        }
        sha256 = sha256.clone();
    }

    @Override
    public byte[] sha256() {
        return sha256.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditHead that
                && seq == that.seq
                && Arrays.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(seq) + Arrays.hashCode(sha256);
    }

    /** {@code <seq>:<64 hex>}. */
    @Override
    public String toString() {
        return seq + ":" + Hex.print(sha256);
    }
}
