// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.codec.MalformedException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An audit file and those it was continued from: {@code exec.log.<20 digits>}, the digits being the
 * number of its last line.
 */
final class Rotated {
    private static final int DIGITS = 20;

    /** Lines looked at from the end for one that is in the chain. */
    private static final int MOST_LINES = 64;

    private static final int LONGEST_LINE = 4 << 20;

    private Rotated() {}

    /** Gives the file the name of its last line. */
    static void setAside(Path path, long lastSeq) throws IOException {
        Files.move(path, aside(path, lastSeq), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path aside(Path path, long lastSeq) {
        return path.resolveSibling(path.getFileName() + ".%020d".formatted(lastSeq));
    }

    /** Those that were set aside, oldest first. */
    static List<Path> before(Path path) throws IOException {
        String name = path.getFileName() + ".";
        TreeMap<String, Path> found = new TreeMap<>();
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                String rest = each.getFileName().toString();
                if (rest.startsWith(name) && isNumber(rest.substring(name.length()))) {
                    found.put(rest, each);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean isNumber(String text) {
        return text.length() == DIGITS && text.chars().allMatch(c -> '0' <= c && c <= '9');
    }

    /** Where the chain stands at the end of the file, or of the one before where it is empty. */
    static Chain chain(Path path) throws IOException {
        List<Path> files = new ArrayList<>(before(path));
        files.add(path);
        for (Path each : files.reversed()) {
            Optional<Chain> found = Files.exists(each) ? end(each) : Optional.empty();
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Chain.EMPTY;
    }

    private static Optional<Chain> end(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long end = in.length();
            for (int i = 0; i < MOST_LINES && end > 0; i++) {
                long start = beginOfLine(in, end - 1);
                long length = end - 1 - start;
                if (length > 0 && length <= LONGEST_LINE) {
                    byte[] line = new byte[(int) length];
                    in.seek(start);
                    in.readFully(line);
                    Optional<Chain> here = chained(line);
                    if (here.isPresent()) {
                        return here;
                    }
                }
                end = start;
            }
            return Optional.empty();
        }
    }

    /** Of the line whose newline is at {@code newline}. */
    private static long beginOfLine(RandomAccessFile in, long newline) throws IOException {
        byte[] block = new byte[8192];
        for (long end = newline; end > 0; ) {
            long start = Math.max(0, end - block.length);
            in.seek(start);
            in.readFully(block, 0, (int) (end - start));
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static Optional<Chain> chained(byte[] line) {
        try {
            return Optional.of(Chain.after(AuditFields.parse(line).number("seq"), line));
        } catch (MalformedException e) {
            return Optional.empty(); // of before the chain, or half a line
        }
    }
}
