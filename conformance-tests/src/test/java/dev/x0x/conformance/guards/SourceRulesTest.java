// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What can be seen in a source file and not in a class file. */
class SourceRulesTest {
    private static final int REFUSED_ABOVE = 400;
    private static final int QUESTIONED_ABOVE = 250;

    // Spelt so that this file does not name what it forbids.
    private static final Pattern SLEEP =
            Pattern.compile("(Thread|TimeUnit\\.\\w+)\\s*\\.\\s*sleep\\(");

    @Test
    void no_source_file_is_too_long_to_read() throws IOException {
        List<String> refused = new ArrayList<>();
        for (Path each : House.mainSources()) {
            int lines = Files.readAllLines(each).size();
            if (lines > QUESTIONED_ABOVE) {
                System.out.println("long: " + lines + " lines, " + each);
            }
            if (lines > REFUSED_ABOVE) {
                refused.add(lines + " lines: " + each);
            }
        }
        assertEquals(List.of(), refused);
    }

    @Test
    void every_package_says_what_it_is() throws IOException {
        Set<String> silent = new TreeSet<>();
        for (Path each : House.mainSources()) {
            Path folder = each.getParent();
            boolean module = each.endsWith("module-info.java");
            if (!module && !Files.exists(folder.resolve("package-info.java"))) {
                silent.add(folder.toString());
            }
        }
        assertEquals(Set.of(), silent, "a package-info.java is missing");
    }

    @Test
    void every_source_names_its_licence() throws IOException {
        List<Path> all = new ArrayList<>(House.mainSources());
        all.addAll(House.testSources());
        List<String> bare = new ArrayList<>();
        for (Path each : all) {
            if (!Files.readString(each).startsWith("// SPDX-License-Identifier: Apache-2.0\n")) {
                bare.add(each.toString());
            }
        }
        assertEquals(List.of(), bare);
    }

    @Test
    void no_test_sleeps() throws IOException {
        List<String> sleepers = new ArrayList<>();
        for (Path each : House.testSources()) {
            if (SLEEP.matcher(Files.readString(each)).find()) {
                sleepers.add(each.toString());
            }
        }
        assertEquals(List.of(), sleepers, "wait for a condition with a deadline instead");
    }

    @Test
    void no_test_is_disabled_without_a_reason() throws IOException {
        Pattern bare = Pattern.compile("@Disabled(\\(\"\\s*\"\\))?\\s*\\R");
        List<String> found = new ArrayList<>();
        for (Path each : House.testSources()) {
            if (bare.matcher(Files.readString(each)).find()) {
                found.add(each.toString());
            }
        }
        assertEquals(List.of(), found);
    }
}
