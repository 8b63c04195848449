// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

import javax.crypto.KEM;

/** ML-KEM-768 (FIPS 203): encapsulation to somebody's key. */
public final class MlKem {
    /** Bytes of an encapsulation key. */
    public static final int PUBLIC_KEY = 1184;

    /** Bytes of a decapsulation key. */
    public static final int SECRET_KEY = 2400;

    /** Bytes of a ciphertext. */
    public static final int CIPHERTEXT = 1088;

    /** Bytes of a shared secret. */
    public static final int SHARED_SECRET = 32;

    private static final byte[] SPKI =
            HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");
    private static final int Q = 3329;

    private MlKem() {}

    /** A shared secret of 32 bytes and the ciphertext that carries it to the key's owner. */
    public record Encapsulated(byte[] ciphertext, SecretKeyBytes sharedSecret) {}

    /**
     * Whether these bytes are an encapsulation key: the length and modulus checks of FIPS 203 §7.2.
     */
    public static boolean isKey(byte[] publicKey) {
        if (publicKey.length != PUBLIC_KEY) {
            return false;
        }
        for (int i = 0; i + 2 < PUBLIC_KEY - 32; i += 3) {
            int low = (publicKey[i] & 0xff) | (publicKey[i + 1] & 0x0f) << 8;
            int high = (publicKey[i + 1] & 0xff) >> 4 | (publicKey[i + 2] & 0xff) << 4;
            if (low >= Q || high >= Q) {
                return false;
            }
        }
        return true;
    }

    /**
     * A fresh encapsulation to {@code publicKey}.
     *
     * @param publicKey 1184 raw bytes
     * @throws InvalidKeyException if {@link #isKey} says no
     */
    public static Encapsulated encapsulate(byte[] publicKey, SecureRandom random)
            throws InvalidKeyException {
        if (!isKey(publicKey)) {
            throw new InvalidKeyException("not an ML-KEM-768 encapsulation key");
        }
        try {
            KEM.Encapsulated made =
                    KEM.getInstance("ML-KEM")
                            .newEncapsulator(decode(publicKey), random)
                            .encapsulate();
            return new Encapsulated(
                    made.encapsulation(), SecretKeyBytes.take(made.key().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java has no ML-KEM-768: JDK 24 or newer is needed", e);
        }
    }

    static PublicKey decode(byte[] publicKey) throws GeneralSecurityException {
        return KeyFactory.getInstance("ML-KEM")
                .generatePublic(new X509EncodedKeySpec(Bytes.concat(SPKI, publicKey)));
    }
}
