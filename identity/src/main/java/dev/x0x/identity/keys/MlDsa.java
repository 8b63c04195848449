// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** ML-DSA-65 (FIPS 204), pure mode, empty context. */
public final class MlDsa {
    /** Bytes of a raw public key. */
    public static final int PUBLIC_KEY = 1952;

    /** Bytes of a raw expanded private key. */
    public static final int SECRET_KEY = 4032;

    /** Bytes of a signature. */
    public static final int SIGNATURE = 3309;

    private static final byte[] SPKI =
            HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private MlDsa() {}

    /**
     * Whether {@code signature} over {@code message} is by {@code publicKey} (1952 raw bytes).
     * Never throws on hostile input.
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_KEY || signature.length != SIGNATURE) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("ML-DSA-65");
            verifier.initVerify(decode(publicKey));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java has no ML-DSA-65: JDK 24 or newer is needed", e);
        }
    }

    static PublicKey decode(byte[] publicKey) throws GeneralSecurityException {
        return KeyFactory.getInstance("ML-DSA")
                .generatePublic(new X509EncodedKeySpec(Bytes.concat(SPKI, publicKey)));
    }
}
