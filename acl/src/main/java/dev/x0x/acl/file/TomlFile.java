// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What came of reading a TOML file. */
public sealed interface TomlFile {
    /** There is no such file. */
    record Missing() implements TomlFile {}

    /** Nothing can be said of its keys; the findings say why. */
    record Unreadable() implements TomlFile {}

    /**
     * Its keys can be looked at. If the findings have errors already, some of them may be missing.
     */
    record Read(Section root) implements TomlFile {}

    /** The largest file that is read: some 20,000 entries of an ACL. */
    int MAX_BYTES = 4 << 20;

    /**
     * Reads a file of at most {@link #MAX_BYTES}.
     *
     * @param path the file
     * @param findings takes every problem of bytes and syntax
     */
    static TomlFile read(Path path, Findings findings) {
        Optional<byte[]> bytes;
        try {
            bytes = bytes(path, findings);
        } catch (NoSuchFileException e) {
            return new Missing();
        } catch (IOException e) {
            findings.error(Place.NONE, "cannot be read: " + reason(e));
            return new Unreadable();
        }
        return bytes.flatMap(some -> TomlText.of(some, findings))
                .map(text -> parse(text, findings))
                .orElseGet(Unreadable::new);
    }

    private static Optional<byte[]> bytes(Path path, Findings findings) throws IOException {
        // a pipe would block, a device never end
        if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
            findings.error(Place.NONE, "is not a regular file");
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            findings.error(Place.NONE, "is larger than " + MAX_BYTES + " bytes");
            return Optional.empty();
        }
        return Optional.of(bytes);
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }

    private static TomlFile parse(String text, Findings findings) {
        TomlParser.Parsed parsed = TomlParser.parse(text, findings);
        // after a broken header, keys stand in the wrong table: what we would say misleads
        return parsed.headerTorn()
                ? new Unreadable()
                : new Read(Section.root(parsed.root(), findings, parsed.torn()));
    }
}
