// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class FuzzTest implements Fuzzed {
    @TempDir Path directory;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                reads(
                                "peer-cache",
                                NeverException.class,
                                this::load,
                                Seeds.of("{}", "[]", "null", "{\"version\":1,\"peers\":[{}]}"))
                        .ofText("{", "}", "[", "]", "null", "\"", "-1", "[[[[", "\u0000\u0000"));
    }

    /** Nothing may escape: a bad cache is an empty one. */
    private static final class NeverException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private void load(byte[] text) throws IOException {
        Path file = directory.resolve("peers.json");
        Files.write(file, text);
        new PeerCache(Optional.of(file)).load();
    }
}
