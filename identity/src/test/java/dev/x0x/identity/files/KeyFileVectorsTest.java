// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static dev.x0x.vectors.VectorFile.ok;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.KeyFileFormat.RawKey;
import dev.x0x.identity.keys.Digest;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class KeyFileVectorsTest {
    private interface Decoder {
        RawKey decode(byte[] file) throws MalformedException;
    }

    @TestFactory
    Stream<DynamicTest> key_files() {
        return VectorFile.load("key-files")
                .tests(
                        Map.of(
                                "key_file",
                                ok(row -> check(row, KeyFileFormat::decodeSigning)),
                                "kem_key_file",
                                ok(row -> check(row, KeyFileFormat::decodeKem))));
    }

    private static void check(VectorRow row, Decoder decoder) throws MalformedException {
        if (!row.accepted()) {
            assertEquals(row.number("file_len"), row.bytes("file").length);
            decoder.decode(row.bytes("file"));
            return;
        }
        Optional<Long> notAfter =
                row.has("not_after") ? row.optionalU64("not_after") : Optional.empty();
        byte[] file =
                KeyFileFormat.encode(
                        new RawKey(row.bytes("public"), row.bytes("secret"), notAfter));
        assertEquals(row.number("file_len"), file.length);
        assertEquals(row.text("file_sha256"), Hex.print(Digest.sha256(file)));
        assertEquals(row.text("first32"), Hex.print(Arrays.copyOf(file, 32)));
        assertEquals(
                row.text("last32"),
                Hex.print(Arrays.copyOfRange(file, file.length - 32, file.length)));
        RawKey read = decoder.decode(file);
        assertArrayEquals(row.bytes("public"), read.publicKey());
        assertArrayEquals(row.bytes("secret"), read.secretKey());
        assertEquals(notAfter, read.notAfter());
    }
}
