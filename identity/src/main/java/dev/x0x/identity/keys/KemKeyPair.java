// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.DecapsulateException;
import javax.crypto.KEM;

/** An ML-KEM-768 key pair (FIPS 203). Safe for use by several threads. */
public final class KemKeyPair implements AutoCloseable {
    private static final byte[] PKCS8 =
            HexFormat.of()
                    .parseHex("30820978020100300b0609608648016503040402048209640482" + "0960");

    private final byte[] publicKey;
    private final SecretKeyBytes secret;
    private final PrivateKey opener;

    private KemKeyPair(byte[] publicKey, SecretKeyBytes secret, PrivateKey opener) {
        this.publicKey = publicKey;
        this.secret = secret;
        this.opener = opener;
    }

    /** A fresh pair from {@code random}. */
    public static KemKeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(NamedParameterSpec.ML_KEM_768, random);
            KeyPair pair = generator.generateKeyPair();
            return new KemKeyPair(
                    Bytes.tail(pair.getPublic().getEncoded(), MlKem.PUBLIC_KEY),
                    SecretKeyBytes.take(
                            Bytes.tail(pair.getPrivate().getEncoded(), MlKem.SECRET_KEY)),
                    pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The pair with these raw bytes.
     *
     * @param publicKey 1184 bytes
     * @param secretKey 2400 bytes, the expanded FIPS 203 form; copied
     * @throws InvalidKeyException if a length is wrong or the two do not belong together
     */
    public static KemKeyPair of(byte[] publicKey, byte[] secretKey) throws InvalidKeyException {
        if (!MlKem.isKey(publicKey) || secretKey.length != MlKem.SECRET_KEY) {
            throw new InvalidKeyException("not an ML-KEM-768 key pair");
        }
        // FIPS 203 §6.1: dk = dk_PKE (1152) ‖ ek (1184) ‖ H(ek) ‖ z
        if (!Arrays.equals(
                secretKey, 1152, 1152 + MlKem.PUBLIC_KEY, publicKey, 0, MlKem.PUBLIC_KEY)) {
            throw new InvalidKeyException("public and secret key do not belong together");
        }
        byte[] encoded = Bytes.concat(PKCS8, secretKey);
        try {
            PrivateKey opener =
                    KeyFactory.getInstance("ML-KEM")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            var pair = new KemKeyPair(publicKey.clone(), SecretKeyBytes.copyOf(secretKey), opener);
            if (pair.opensItsOwn()) {
                return pair;
            }
            pair.close();
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("not an ML-KEM-768 secret key", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        throw new InvalidKeyException("public and secret key do not belong together");
    }

    /** The pair-wise check of FIPS 203 §7.1: a damaged key opens to something else. */
    private boolean opensItsOwn() throws GeneralSecurityException {
        KEM.Encapsulated made =
                KEM.getInstance("ML-KEM").newEncapsulator(MlKem.decode(publicKey)).encapsulate();
        return open(made.encapsulation()).equals(SecretKeyBytes.take(made.key().getEncoded()));
    }

    /** The 1184 raw bytes of the encapsulation key, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The 2400 raw bytes of the decapsulation key, owned by this pair. */
    public SecretKeyBytes secretKey() {
        return secret;
    }

    /**
     * The 32-byte secret in {@code ciphertext}; empty for another length. A ciphertext for another
     * key gives an unrelated secret.
     */
    public Optional<SecretKeyBytes> decapsulate(byte[] ciphertext) {
        if (ciphertext.length != MlKem.CIPHERTEXT) {
            return Optional.empty();
        }
        try {
            return Optional.of(open(ciphertext));
        } catch (DecapsulateException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SecretKeyBytes open(byte[] ciphertext) throws GeneralSecurityException {
        return SecretKeyBytes.take(
                KEM.getInstance("ML-KEM")
                        .newDecapsulator(opener)
                        .decapsulate(ciphertext)
                        .getEncoded());
    }

    /** Erases our copy of the secret key. */
    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "[kem key pair]";
    }
}
