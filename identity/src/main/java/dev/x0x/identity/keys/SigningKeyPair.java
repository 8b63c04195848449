// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** An ML-DSA-65 key pair (FIPS 204). Signing is hedged. Safe for use by several threads. */
public final class SigningKeyPair implements AutoCloseable {
    private static final byte[] PKCS8 =
            HexFormat.of().parseHex("30820fd8020100300b060960864801650304031204820fc404820fc0");

    private final byte[] publicKey;
    private final SecretKeyBytes secret;
    private final PrivateKey signer;

    private SigningKeyPair(byte[] publicKey, SecretKeyBytes secret, PrivateKey signer) {
        this.publicKey = publicKey;
        this.secret = secret;
        this.signer = signer;
    }

    /** A fresh pair from {@code random}. */
    public static SigningKeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA");
            generator.initialize(NamedParameterSpec.ML_DSA_65, random);
            KeyPair pair = generator.generateKeyPair();
            return new SigningKeyPair(
                    Bytes.tail(pair.getPublic().getEncoded(), MlDsa.PUBLIC_KEY),
                    SecretKeyBytes.take(
                            Bytes.tail(pair.getPrivate().getEncoded(), MlDsa.SECRET_KEY)),
                    pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The pair with these raw bytes.
     *
     * @param publicKey 1952 bytes
     * @param secretKey 4032 bytes, the expanded FIPS 204 form; copied
     * @throws InvalidKeyException if a length is wrong or the two do not belong together
     */
    public static SigningKeyPair of(byte[] publicKey, byte[] secretKey) throws InvalidKeyException {
        if (publicKey.length != MlDsa.PUBLIC_KEY || secretKey.length != MlDsa.SECRET_KEY) {
            throw new InvalidKeyException(
                    "an ML-DSA-65 key pair has "
                            + MlDsa.PUBLIC_KEY
                            + " + "
                            + MlDsa.SECRET_KEY
                            + " bytes, these have "
                            + publicKey.length
                            + " + "
                            + secretKey.length);
        }
        if (!SigningKeyCheck.belongTogether(publicKey, secretKey)) {
            throw new InvalidKeyException("public and secret key do not belong together");
        }
        byte[] encoded = Bytes.concat(PKCS8, secretKey);
        try {
            PrivateKey signer =
                    KeyFactory.getInstance("ML-DSA")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new SigningKeyPair(publicKey.clone(), SecretKeyBytes.copyOf(secretKey), signer);
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("not an ML-DSA-65 secret key", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** The 1952 raw bytes of the public key, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The 4032 raw bytes of the secret key, owned by this pair. */
    public SecretKeyBytes secretKey() {
        return secret;
    }

    /** A signature of 3309 bytes over {@code message}. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("ML-DSA-65");
            signature.initSign(signer);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Erases our copy of the secret key. */
    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "[signing key pair]";
    }
}
