// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.params.Blake3Parameters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 and BLAKE3-256: 32 bytes each. */
public final class Digest {
    private Digest() {}

    /** SHA-256 (FIPS 180-4) of the parts, one after the other. */
    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** A running SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** BLAKE3 of the parts, one after the other. */
    public static byte[] blake3(byte[]... parts) {
        return finish(new Blake3Digest(256), parts);
    }

    /** BLAKE3 in derive-key mode under {@code context}. */
    public static byte[] blake3DeriveKey(String context, byte[]... parts) {
        Blake3Digest digest = new Blake3Digest(256);
        digest.init(Blake3Parameters.context(context.getBytes(StandardCharsets.UTF_8)));
        return finish(digest, parts);
    }

    private static byte[] finish(Blake3Digest digest, byte[]... parts) {
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }
}
