// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** The small JSON files in one of our directories. */
final class StoredFiles {
    private static final int LARGEST = 1 << 20; // a card is about 15 KB

    private StoredFiles() {}

    /** At most so many of them, by name; none if there is no such directory. */
    static List<Path> of(Path directory, int most) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(most)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new IOException("`" + directory + "` is not a directory: move it away", e);
        }
    }

    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("no plain file");
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new IOException("larger than " + LARGEST + " bytes");
            }
            return content;
        }
    }
}
