// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SigningKeyPair;

import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** The JDK and Bouncy Castle as two witnesses of FIPS 203 and 204, over raw bytes. */
class ProvidersAgreeTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] MESSAGE = {'x', '0', 'x'};

    @Test
    void bouncy_castle_verifies_what_the_jdk_signed() throws Exception {
        try (var ours = SigningKeyPair.generate(RANDOM)) {
            byte[] signature = ours.sign(MESSAGE);
            assertEquals(MlDsa.SIGNATURE, signature.length);
            assertTrue(theirsVerifies(ours.publicKey(), MESSAGE, signature));
            signature[7] ^= 1;
            assertFalse(theirsVerifies(ours.publicKey(), MESSAGE, signature));
        }
    }

    @Test
    void the_jdk_verifies_what_bouncy_castle_signed() throws Exception {
        var generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(RANDOM, MLDSAParameters.ml_dsa_65));
        var pair = generator.generateKeyPair();
        var secret = (MLDSAPrivateKeyParameters) pair.getPrivate();
        byte[] publicKey = ((MLDSAPublicKeyParameters) pair.getPublic()).getEncoded();
        var signer = new MLDSASigner();
        signer.init(true, secret);
        signer.update(MESSAGE, 0, MESSAGE.length);
        byte[] signature = signer.generateSignature();
        assertTrue(MlDsa.verify(publicKey, MESSAGE, signature));
        assertFalse(MlDsa.verify(publicKey, new byte[3], signature));
        // the expanded secret key of one is a key of the other
        try (var same = SigningKeyPair.of(publicKey, secret.getEncoded())) {
            assertTrue(theirsVerifies(publicKey, MESSAGE, same.sign(MESSAGE)));
        }
    }

    @Test
    void bouncy_castle_signs_with_a_key_that_the_jdk_made() throws Exception {
        try (var ours = SigningKeyPair.generate(RANDOM)) {
            var signer = new MLDSASigner();
            signer.init(
                    true,
                    new MLDSAPrivateKeyParameters(
                            MLDSAParameters.ml_dsa_65, ours.secretKey().exposeSecret()));
            signer.update(MESSAGE, 0, MESSAGE.length);
            assertTrue(MlDsa.verify(ours.publicKey(), MESSAGE, signer.generateSignature()));
        }
    }

    @Test
    void each_opens_what_the_other_encapsulated_to_a_key_of_the_jdk() throws Exception {
        try (var ours = KemKeyPair.generate(RANDOM)) {
            SecretWithEncapsulation theirs =
                    new MLKEMGenerator(RANDOM)
                            .generateEncapsulated(
                                    new MLKEMPublicKeyParameters(
                                            MLKEMParameters.ml_kem_768, ours.publicKey()));
            assertArrayEquals(
                    theirs.getSecret(),
                    ours.decapsulate(theirs.getEncapsulation()).orElseThrow().exposeSecret());
            var made = MlKem.encapsulate(ours.publicKey(), RANDOM);
            assertEquals(MlKem.CIPHERTEXT, made.ciphertext().length);
            var secret =
                    new MLKEMPrivateKeyParameters(
                            MLKEMParameters.ml_kem_768, ours.secretKey().exposeSecret());
            assertArrayEquals(
                    made.sharedSecret().exposeSecret(),
                    new MLKEMExtractor(secret).extractSecret(made.ciphertext()));
        }
    }

    @Test
    void each_opens_what_the_other_encapsulated_to_a_key_of_bouncy_castle() throws Exception {
        var generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(RANDOM, MLKEMParameters.ml_kem_768));
        var pair = generator.generateKeyPair();
        var secret = (MLKEMPrivateKeyParameters) pair.getPrivate();
        byte[] publicKey = ((MLKEMPublicKeyParameters) pair.getPublic()).getEncoded();
        var made = MlKem.encapsulate(publicKey, RANDOM);
        assertArrayEquals(
                made.sharedSecret().exposeSecret(),
                new MLKEMExtractor(secret).extractSecret(made.ciphertext()));
        try (var same = KemKeyPair.of(publicKey, secret.getEncoded())) {
            assertArrayEquals(
                    made.sharedSecret().exposeSecret(),
                    same.decapsulate(made.ciphertext()).orElseThrow().exposeSecret());
        }
    }

    @Test
    void keys_that_are_none_are_refused() throws Exception {
        try (var one = KemKeyPair.generate(RANDOM);
                var other = KemKeyPair.generate(RANDOM)) {
            byte[] overflowing = one.publicKey();
            overflowing[0] = (byte) 0x01; // the first coefficient becomes 3329, the modulus
            overflowing[1] = (byte) ((overflowing[1] & 0xf0) | 0x0d);
            assertFalse(MlKem.isKey(overflowing));
            assertThrows(InvalidKeyException.class, () -> MlKem.encapsulate(overflowing, RANDOM));
            overflowing[0] = 0; // 3328 is the largest there is
            assertTrue(MlKem.isKey(overflowing));
            byte[] secret = one.secretKey().exposeSecret();
            assertThrows(InvalidKeyException.class, () -> KemKeyPair.of(other.publicKey(), secret));
            for (int at : new int[] {0, 1151, 1152 + MlKem.PUBLIC_KEY}) { // the last is H(ek)
                byte[] damaged = secret.clone();
                damaged[at] ^= 0x10;
                assertThrows(
                        InvalidKeyException.class, () -> KemKeyPair.of(one.publicKey(), damaged));
            }
        }
        try (var one = SigningKeyPair.generate(RANDOM);
                var other = SigningKeyPair.generate(RANDOM)) {
            byte[] secret = other.secretKey().exposeSecret();
            assertThrows(
                    InvalidKeyException.class, () -> SigningKeyPair.of(one.publicKey(), secret));
            assertThrows(
                    InvalidKeyException.class,
                    () -> SigningKeyPair.of(one.publicKey(), Arrays.copyOf(secret, 32)));
        }
    }

    private static boolean theirsVerifies(byte[] publicKey, byte[] message, byte[] signature) {
        var verifier = new MLDSASigner();
        verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, publicKey));
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    @Test
    void a_damaged_signing_key_is_refused_and_never_hangs() {
        var seeded = new Random(20_261_121);
        try (var one = SigningKeyPair.generate(RANDOM)) {
            byte[] secret = one.secretKey().exposeSecret();
            for (int i = 0; i < 400; i++) {
                int at = seeded.nextInt(MlDsa.SECRET_KEY);
                if (at >= 32 && at < 64) {
                    continue; // K is only noise for the nonce: any value will do
                }
                byte[] damaged = secret.clone();
                damaged[at] ^= (byte) (1 << seeded.nextInt(8));
                refused(one.publicKey(), damaged);
            }
            byte[] noise = new byte[MlDsa.SECRET_KEY];
            seeded.nextBytes(noise);
            refused(one.publicKey(), noise);
            refused(one.publicKey(), new byte[MlDsa.SECRET_KEY]);
        }
    }

    private static void refused(byte[] publicKey, byte[] secretKey) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThrows(
                                InvalidKeyException.class,
                                () -> SigningKeyPair.of(publicKey, secretKey)));
    }
}
