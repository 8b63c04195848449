// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** ChaCha20-Poly1305 (RFC 8439): 32-byte key, 12-byte nonce, 16-byte tag at the end. */
public final class ChaCha20Poly1305 {
    /** Bytes of a nonce. */
    public static final int NONCE = 12;

    /** Bytes of a tag. */
    public static final int TAG = 16;

    private ChaCha20Poly1305() {}

    /** Ciphertext and tag. A nonce must never be used twice under one key. */
    public static byte[] seal(SecretKeyBytes key, byte[] nonce, byte[] aad, byte[] plain) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, nonce, aad, plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The plaintext, or empty if the tag is wrong. */
    public static Optional<byte[]> open(
            SecretKeyBytes key, byte[] nonce, byte[] aad, byte[] sealed) {
        if (sealed.length < TAG) {
            return Optional.empty();
        }
        try {
            return Optional.of(run(Cipher.DECRYPT_MODE, key, nonce, aad, sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] run(int mode, SecretKeyBytes key, byte[] nonce, byte[] aad, byte[] in)
            throws GeneralSecurityException {
        byte[] raw = key.exposeSecret();
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(mode, new SecretKeySpec(raw, "ChaCha20"), new IvParameterSpec(nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(in);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
