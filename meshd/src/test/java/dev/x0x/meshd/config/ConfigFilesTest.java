// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.vectors.TomlCase;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class ConfigFilesTest {
    private static final Surroundings AROUND =
            new Surroundings(Map.of(), Optional.of(Path.of("/home/a")), Path.of("/"));

    @TestFactory
    Stream<DynamicTest> accepted() {
        return TomlCase.each(
                "config-accept",
                file -> {
                    ConfigRead read = load(file.file());
                    file.compare(List.of(), texts(read, Severity.ERROR));
                    file.compare(file.warnings(), texts(read, Severity.WARNING));
                    assertEquals(List.of("ok"), file.expected());
                    assertEquals(true, read.config().isPresent());
                });
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        return TomlCase.each(
                "config-reject",
                file -> {
                    ConfigRead read = load(file.file());
                    file.compare(file.expected(), texts(read, Severity.ERROR));
                    assertEquals(Optional.empty(), read.config());
                });
    }

    private static ConfigRead load(Path file) {
        FlagsRead flags = Flags.parse(List.of("--config", file.toString()));
        return ConfigFile.load(flags.flags(), AROUND);
    }

    private static List<String> texts(ConfigRead read, Severity severity) {
        return read.findings().stream()
                .filter(each -> each.severity() == severity)
                .map(Finding::text)
                .toList();
    }
}
