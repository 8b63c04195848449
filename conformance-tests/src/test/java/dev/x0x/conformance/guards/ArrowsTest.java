// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** arrows.txt lists every package and every arrow between packages: no more, no fewer. */
class ArrowsTest {
    @Test
    void code_and_arrows_txt_agree() throws IOException {
        String found = print(found());
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "arrows.found.txt"), found + "\n");
        assertEquals(
                print(listed()),
                found,
                "the list as the code has it is in target/arrows.found.txt; say in docs/decisions"
                        + " why");
    }

    private static Map<String, Set<String>> listed() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("arrows.txt"))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.strip().split("\\s+"));
            arrows.put(words.getFirst(), new TreeSet<>(words.subList(1, words.size())));
        }
        return arrows;
    }

    private static Map<String, Set<String>> found() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass each : House.CLASSES) {
            if (each.getPackageName().isEmpty()) {
                continue; // module-info
            }
            Set<String> uses =
                    arrows.computeIfAbsent(each.getPackageName(), unused -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith("dev.x0x.") && !to.equals(each.getPackageName())) {
                    uses.add(to);
                }
            }
        }
        return arrows;
    }

    private static String print(Map<String, Set<String>> arrows) {
        return arrows.entrySet().stream()
                .map(e -> (e.getKey() + " " + String.join(" ", e.getValue())).strip())
                .collect(joining("\n"));
    }
}
