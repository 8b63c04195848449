// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Text from a file as a path. */
public final class Paths {
    private Paths() {}

    /** The path, unless the text is empty or cannot be one: it may hold a NUL, say. */
    public static Optional<Path> parse(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
