// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static dev.x0x.fuzz.FuzzEntry.canonical;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.KeyFileFormat.RawKey;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;
import dev.x0x.vectors.VectorSeeds;

import java.util.List;
import java.util.Optional;

class FuzzTest implements Fuzzed {
    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                canonical(
                        "signing-key-file",
                        MalformedException.class,
                        bytes -> KeyFileFormat.encode(KeyFileFormat.decodeSigning(bytes)),
                        seeds("key_file")),
                canonical(
                        "kem-key-file",
                        MalformedException.class,
                        bytes -> KeyFileFormat.encode(KeyFileFormat.decodeKem(bytes)),
                        seeds("kem_key_file")));
    }

    /** The good vectors give only the halves of a file. */
    private static List<byte[]> seeds(String op) {
        List<byte[]> good =
                VectorFile.load("key-files").rows().stream()
                        .filter(row -> row.op().equals(op) && row.accepted())
                        .map(FuzzTest::file)
                        .toList();
        return Seeds.all(good, VectorSeeds.bytes("key-files", op, "file"));
    }

    private static byte[] file(VectorRow row) {
        Optional<Long> notAfter =
                row.has("not_after") ? row.optionalU64("not_after") : Optional.empty();
        return KeyFileFormat.encode(new RawKey(row.bytes("public"), row.bytes("secret"), notAfter));
    }
}
