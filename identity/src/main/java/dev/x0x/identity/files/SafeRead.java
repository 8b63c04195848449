// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Looks at key files and their directories before anything in them is believed. */
final class SafeRead {
    private static final int LARGEST = 16_384; // the longest key file has 6012 bytes

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private SafeRead() {}

    /** The content of a key file, or empty if there is nothing of that name. */
    static Optional<byte[]> keyFile(Path file) throws KeyFileException {
        try {
            var attributes =
                    Files.readAttributes(
                            file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                String what = attributes.isSymbolicLink() ? "a symbolic link" : "no plain file";
                throw problem(
                        file,
                        "key file `" + file + "` is " + what,
                        "put the file itself there: links to keys are not followed");
            }
            refuse(file, "key file", attributes.permissions(), OTHERS, "600");
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(in.readNBytes(LARGEST));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw problem(
                    file,
                    "key file `" + file + "` cannot be read: permission denied",
                    "run as the user that owns it, or run: chmod 600 " + quoted(file));
        } catch (IOException e) {
            throw problem(
                    file,
                    "key file `" + file + "` cannot be read: " + e.getMessage(),
                    "mend the disk or restore the file from a backup");
        }
    }

    /** Refuses an identity directory that anyone but its owner may enter; none at all is fine. */
    static void privateDirectory(Path directory) throws KeyFileException {
        directory(directory, OTHERS);
    }

    /** Refuses a data directory in which others could exchange our files. */
    static void ownDirectory(Path directory) throws KeyFileException {
        directory(directory, OTHERS_WRITE);
    }

    private static void directory(Path directory, Set<PosixFilePermission> refused)
            throws KeyFileException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            var attributes = Files.readAttributes(directory, PosixFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw problem(
                        directory,
                        "`" + directory + "` is not a directory",
                        "move it away, or name another directory in the configuration");
            }
            refuse(directory, "directory", attributes.permissions(), refused, "700");
        } catch (IOException e) {
            throw problem(
                    directory,
                    "directory `" + directory + "` cannot be read: " + e.getMessage(),
                    "check that it exists and that this user owns it");
        }
    }

    private static void refuse(
            Path path,
            String what,
            Set<PosixFilePermission> mode,
            Set<PosixFilePermission> refused,
            String wanted)
            throws KeyFileException {
        if (mode.stream().anyMatch(refused::contains)) {
            throw problem(
                    path,
                    what
                            + " `"
                            + path
                            + "` is open to other users: "
                            + PosixFilePermissions.toString(mode),
                    "run: chmod " + wanted + " " + quoted(path));
        }
    }

    static KeyFileException problem(Path file, String message, String hint) {
        return new KeyFileException(new KeyProblem(file, message, hint));
    }

    /** A path as one word of a shell. */
    static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./~+@%:=-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
