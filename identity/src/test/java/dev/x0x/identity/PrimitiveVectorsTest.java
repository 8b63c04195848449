// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static dev.x0x.vectors.VectorFile.ok;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.Hkdf;
import dev.x0x.identity.keys.SecretKeyBytes;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

/** The published answers of BLAKE3, RFC 5869 and RFC 8439. */
class PrimitiveVectorsTest {
    @TestFactory
    Stream<DynamicTest> primitives() {
        return VectorFile.load("primitives")
                .tests(
                        Map.of(
                                "blake3",
                                ok(
                                        row ->
                                                assertEquals(
                                                        row.text("digest"),
                                                        Hex.print(
                                                                Digest.blake3(
                                                                        row.bytes("input"))))),
                                "blake3_derive_key",
                                ok(
                                        row ->
                                                assertEquals(
                                                        row.text("digest"),
                                                        Hex.print(
                                                                Digest.blake3DeriveKey(
                                                                        row.text("context"),
                                                                        row.bytes("input"))))),
                                "hkdf_sha256",
                                ok(PrimitiveVectorsTest::hkdf),
                                "chacha20_poly1305",
                                ok(PrimitiveVectorsTest::aead)));
    }

    private static void hkdf(VectorRow row) {
        byte[] wanted = row.bytes("okm");
        try (var derived =
                Hkdf.derive(
                        row.bytes("salt"), row.bytes("ikm"), row.bytes("info"), wanted.length)) {
            assertArrayEquals(wanted, derived.exposeSecret());
        }
    }

    private static void aead(VectorRow row) throws MalformedException {
        var key = SecretKeyBytes.take(row.bytes("key"));
        byte[] nonce = row.bytes("nonce");
        byte[] aad = row.bytes("aad");
        byte[] opened =
                ChaCha20Poly1305.open(key, nonce, aad, row.bytes("sealed"))
                        .orElseThrow(() -> new MalformedException(Refusal.BAD_TAG, "tag"));
        assertArrayEquals(row.bytes("plain"), opened);
        assertArrayEquals(
                row.bytes("sealed"), ChaCha20Poly1305.seal(key, nonce, aad, row.bytes("plain")));
    }
}
