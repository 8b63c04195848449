// SPDX-License-Identifier: Apache-2.0
package dev.x0x.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A TOML file of {@code conformance-tests/vectors} with what it expects in its first lines; the
 * format is in TOML.md beside the folders.
 */
public record TomlCase(Path file, List<String> expected, List<String> warnings) {
    /** A test for each file of a folder. */
    public static Stream<DynamicTest> each(String folder, Consumer<TomlCase> check) {
        return all(folder).stream()
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.file().getFileName().toString(),
                                        () -> check.accept(one)));
    }

    /** The files of a folder by name, which are more than a few. */
    public static List<TomlCase> all(String folder) {
        Path directory = Path.of("..", "conformance-tests", "vectors", folder);
        try (Stream<Path> files = Files.list(directory)) {
            List<TomlCase> sorted =
                    files.filter(file -> file.toString().endsWith(".toml"))
                            .sorted()
                            .map(TomlCase::read)
                            .toList();
            assertTrue(sorted.size() > 10, "only " + sorted.size() + " files in " + directory);
            return sorted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TomlCase read(Path file) {
        var expected = new ArrayList<String>();
        var warnings = new ArrayList<String>();
        boolean comment = false;
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (String line : text.replaceFirst("^\u00ef\u00bb\u00bf", "").split("\r?\n", -1)) {
                String[] words = line.split(": ", 2);
                switch (words[0]) {
                    case "# comment" -> comment = true;
                    case "# expect" -> expected.add(utf8(words[1]));
                    case "# warning" -> warnings.add(utf8(words[1]));
                    default -> {
                        assertTrue(comment && !expected.isEmpty(), "header of " + file);
                        return new TomlCase(file, List.copyOf(expected), List.copyOf(warnings));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("nothing after the header of " + file);
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /**
     * What was found is what the header wants, in this order.
     *
     * @param wanted {@link #expected} or {@link #warnings}
     * @param found as printed: {@code file:line:column: message}
     */
    public void compare(List<String> wanted, List<String> found) {
        String all = String.join("\n", found);
        assertEquals(wanted.size(), found.size(), all);
        for (int i = 0; i < wanted.size(); i++) {
            String[] words = wanted.get(i).split(" ", 2);
            assertTrue(found.get(i).startsWith(file + ":" + words[0] + ": "), wanted + "\n" + all);
            assertTrue(found.get(i).contains(words[1]), wanted + "\n" + all);
        }
    }
}
