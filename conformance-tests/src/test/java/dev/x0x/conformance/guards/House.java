// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.guards;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules as the build left them: compiled classes and sources. */
final class House {
    private static final List<String> MODULES = List.of("identity", "acl", "exec", "meshd", "cli");

    /** Every class that ships. A module that is not compiled fails here instead of passing. */
    static final JavaClasses CLASSES = new ClassFileImporter().importPaths(folders());

    private House() {}

    /** Every Java source that ships. */
    static List<Path> mainSources() throws IOException {
        return sources("src/main/java", MODULES);
    }

    /** Every Java source that tests. */
    static List<Path> testSources() throws IOException {
        return sources(
                "src",
                Stream.concat(MODULES.stream(), Stream.of("conformance-tests")).toList(),
                "src/main/");
    }

    private static List<Path> folders() {
        List<Path> folders =
                MODULES.stream().map(m -> Path.of("..", m, "target", "classes")).toList();
        for (Path each : folders) {
            if (!Files.isDirectory(each)) {
                throw new IllegalStateException("not compiled: " + each + "; run mvn test-compile");
            }
        }
        return folders;
    }

    private static List<Path> sources(String below, List<String> modules, String... without)
            throws IOException {
        List<Path> found = new java.util.ArrayList<>();
        for (String module : modules) {
            try (Stream<Path> walk = Files.walk(Path.of("..", module, below))) {
                walk.filter(p -> p.toString().endsWith(".java"))
                        .filter(p -> Stream.of(without).noneMatch(p.toString()::contains))
                        .sorted()
                        .forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("no sources below " + below);
        }
        return found;
    }
}
