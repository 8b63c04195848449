// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Inputs to begin with. */
public final class Seeds {
    private static final int SHOWN = 512;

    private Seeds() {}

    /** Every file of a folder of vectors with this ending. */
    public static List<byte[]> files(String folder, String ending) {
        Path directory = Path.of("..", "conformance-tests", "vectors", folder);
        return inFolder(directory, ending);
    }

    /** The UTF-8 of these texts. */
    public static List<byte[]> of(String... texts) {
        return Stream.of(texts).map(Seeds::utf8).toList();
    }

    /** Several lists one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array goes no further
    public static List<byte[]> all(List<byte[]>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }

    static List<byte[]> inFolder(Path directory, String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            var read = new ArrayList<byte[]>();
            for (Path file : files.filter(f -> f.toString().endsWith(ending)).sorted().toList()) {
                read.add(Files.readAllBytes(file));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + directory, e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** The first of the bytes in hex, for a message. */
    static String shown(byte[] bytes) {
        int shown = Math.min(bytes.length, SHOWN);
        String rest = bytes.length > shown ? "… (" + bytes.length + " bytes)" : "";
        return HexFormat.of().formatHex(bytes, 0, shown) + rest;
    }
}
