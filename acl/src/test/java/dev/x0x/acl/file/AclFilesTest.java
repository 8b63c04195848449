// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.ExecPolicy;
import dev.x0x.vectors.TomlCase;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class AclFilesTest {
    @TempDir Path directory;

    @TestFactory
    Stream<DynamicTest> accepted() {
        return TomlCase.each(
                "acl-accept",
                file -> {
                    AclLoaded loaded = AclFile.load(file.file(), true);
                    file.compare(List.of(), texts(loaded, Severity.ERROR));
                    file.compare(file.warnings(), texts(loaded, Severity.WARNING));
                    assertTrue(loaded.usable());
                    assertEquals(file.expected(), List.of(words(loaded.policy())));
                });
    }

    private static List<String> texts(AclLoaded loaded, Severity severity) {
        return loaded.findings().stream()
                .filter(each -> each.severity() == severity && !each.onThisMachine())
                .map(Finding::text)
                .toList();
    }

    // "enabled ENTRIES COMMANDS" or "disabled REASON ENTRIES COMMANDS"
    private static String words(ExecPolicy policy) {
        return policy.disabledReason().map(reason -> "disabled " + reason).orElse("enabled")
                + " "
                + policy.allowEntryCount()
                + " "
                + policy.commandEntryCount();
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        return TomlCase.each(
                "acl-reject",
                file -> {
                    AclLoaded loaded = AclFile.load(file.file(), true);
                    file.compare(file.expected(), texts(loaded, Severity.ERROR));
                    assertFalse(loaded.usable());
                    assertFalse(loaded.policy().enabled());
                    assertEquals(0, loaded.policy().allowEntryCount());
                });
    }

    @Test
    void the_sample_that_we_ship_is_right_as_it_stands_and_when_filled_in() throws IOException {
        var sample =
                Path.of("..", "packaging", "src", "tree", "share", "doc", "exec-acl.sample.toml");
        AclLoaded off = AclFile.load(sample, true);
        assertTrue(off.usable());
        assertEquals("disabled exec_disabled 0 0", words(off.policy()));
        String filled =
                Files.readString(sample)
                        .replaceAll("(?m)^# ?(\\[\\[|[a-z_]+ = )", "$1")
                        .replace("enabled = false", "enabled = true");
        Path copy = Files.writeString(directory.resolve("exec-acl.toml"), filled);
        AclLoaded on = AclFile.load(copy, true);
        assertEquals(List.of(), texts(on, Severity.ERROR));
        assertEquals("enabled 1 2", words(on.policy()));
    }
}
