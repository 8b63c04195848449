// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.FuzzEntry.Allocation;
import dev.x0x.fuzz.Fuzzed;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Keys, signatures and ciphertexts that strangers chose. */
class FuzzTest implements Fuzzed {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Allocation WORK = new Allocation(4 << 20, 64);

    @Override
    public List<FuzzEntry> entries() throws Exception {
        SigningKeyPair signer = SigningKeyPair.generate(RANDOM);
        byte[] message = {1, 2, 3};
        byte[] signature = signer.sign(message);
        KemKeyPair kem = KemKeyPair.generate(RANDOM);
        byte[] sealed = ChaCha20Poly1305.seal(KEY, new byte[12], message, message);
        return List.of(
                reads(
                                "ml-dsa-public-key",
                                NeverException.class,
                                key -> MlDsa.verify(key, message, signature),
                                List.of(signer.publicKey()))
                        .allocating(WORK),
                reads(
                                "ml-dsa-signature",
                                NeverException.class,
                                given -> forged(signer, message, signature, given),
                                List.of(signature))
                        .allocating(WORK),
                reads(
                                "ml-kem-public-key",
                                InvalidKeyException.class,
                                key -> MlKem.encapsulate(key, RANDOM).sharedSecret().close(),
                                List.of(kem.publicKey()))
                        .allocating(WORK),
                reads(
                                "ml-kem-ciphertext",
                                NeverException.class,
                                given -> kem.decapsulate(given).ifPresent(SecretKeyBytes::close),
                                List.of(MlKem.encapsulate(kem.publicKey(), RANDOM).ciphertext()))
                        .allocating(WORK),
                reads(
                                "aead",
                                NeverException.class,
                                given ->
                                        ChaCha20Poly1305.open(KEY, new byte[12], message, given)
                                                .ifPresent(plain -> same(sealed, given)),
                                List.of(sealed))
                        .allocating(WORK));
    }

    private static final SecretKeyBytes KEY = SecretKeyBytes.copyOf(new byte[32]);

    /** Nothing may escape: the answer is no. */
    private static final class NeverException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static void forged(
            SigningKeyPair signer, byte[] message, byte[] signature, byte[] given) {
        boolean same = Arrays.equals(signature, given);
        if (MlDsa.verify(signer.publicKey(), message, given) != same) {
            throw new AssertionError(same ? "refused" : "a second signature that is taken");
        }
    }

    private static void same(byte[] sealed, byte[] given) {
        if (!Arrays.equals(sealed, given)) {
            throw new AssertionError("opened what was never sealed");
        }
    }
}
