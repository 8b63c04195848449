// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class FuzzTest implements Fuzzed {
    @TempDir Path directory;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                reads(
                                "config-toml",
                                NeverException.class,
                                this::load,
                                Seeds.all(
                                        Seeds.files("config-accept", ".toml"),
                                        Seeds.files("config-reject", ".toml")))
                        .ofText(
                                "bind_address = ",
                                "api_address = ",
                                "network_id = ",
                                "data_dir = ",
                                "bootstrap_peers = [",
                                "]",
                                "\"[::]:0\"",
                                "\"127.0.0.1:99999\"",
                                "\"\"",
                                "\n",
                                "[",
                                "=",
                                "'''",
                                "-1",
                                "1e400",
                                "\u0000"));
    }

    /** Nothing may escape: every problem is a finding. */
    private static final class NeverException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private void load(byte[] text) throws IOException {
        Path file = directory.resolve("config.toml");
        Files.write(file, text);
        var around = new Surroundings(Map.of(), Optional.of(directory), Path.of("/srv"));
        Flags flags = Flags.parse(List.of("--config", file.toString())).flags();
        ConfigRead read = ConfigFile.load(flags, around);
        boolean refused =
                read.findings().stream()
                        .anyMatch(each -> each.severity() == dev.x0x.acl.file.Severity.ERROR);
        if (refused == read.config().isPresent()) {
            throw new AssertionError("refused: " + refused + ", and yet " + read);
        }
    }
}
