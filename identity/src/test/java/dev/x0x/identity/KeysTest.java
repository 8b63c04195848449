// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SigningKeyPair;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;

class KeysTest {
    @Test
    void keys_survive_their_raw_bytes() throws Exception {
        var random = new SecureRandom();
        try (var made = SigningKeyPair.generate(random);
                var read = SigningKeyPair.of(made.publicKey(), made.secretKey().exposeSecret())) {
            byte[] message = {1, 2, 3};
            byte[] signature = read.sign(message);
            assertTrue(MlDsa.verify(made.publicKey(), message, signature));
            signature[0] ^= 1;
            assertFalse(MlDsa.verify(made.publicKey(), message, signature));
        }
        try (var made = KemKeyPair.generate(random);
                var read = KemKeyPair.of(made.publicKey(), made.secretKey().exposeSecret())) {
            var sealed = MlKem.encapsulate(made.publicKey(), random);
            assertArrayEquals(
                    sealed.sharedSecret().exposeSecret(),
                    read.decapsulate(sealed.ciphertext()).orElseThrow().exposeSecret());
        }
    }
}
