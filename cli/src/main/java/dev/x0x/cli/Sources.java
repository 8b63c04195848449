// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Whole files, or standard input, into memory and no further than agreed. */
final class Sources {
    private Sources() {}

    /**
     * All of it.
     *
     * @param source a file, or {@code -}
     */
    static byte[] read(String source, InputStream standard, int most) throws LocalException {
        String name = source.equals("-") ? "standard input" : '`' + source + '`';
        try {
            byte[] bytes;
            if (source.equals("-")) {
                bytes = standard.readNBytes(most + 1);
            } else {
                try (InputStream in = Files.newInputStream(Path.of(source))) {
                    bytes = in.readNBytes(most + 1);
                }
            }
            if (bytes.length > most) {
                throw new LocalException(name + " is longer than " + most + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new LocalException("there is no file " + name);
        } catch (AccessDeniedException e) {
            throw new LocalException(name + " may not be read by this user");
        } catch (IOException e) {
            throw new LocalException("cannot read " + name + ": " + e.getMessage());
        }
    }
}
