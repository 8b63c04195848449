// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;

import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF with SHA-256 (RFC 5869). */
public final class Hkdf {
    private Hkdf() {}

    /**
     * Extract-then-expand: {@code length} bytes from {@code ikm}, salted, bound to {@code info}.
     */
    public static SecretKeyBytes derive(byte[] salt, byte[] ikm, byte[] info, int length) {
        try {
            return SecretKeyBytes.take(
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract()
                                            .addSalt(salt)
                                            .addIKM(ikm)
                                            .thenExpand(info, length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
