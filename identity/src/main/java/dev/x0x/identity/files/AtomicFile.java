// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a small file whole or not at all: a new file beside it with its permissions from the first
 * moment, fsync, rename, fsync of the directory. After a crash there is the old content or the new.
 */
public final class AtomicFile {
    /** Mode 0600: for keys, tokens and everything that names peers. */
    public static final Set<PosixFilePermission> OWNER =
            Set.copyOf(PosixFilePermissions.fromString("rw-------"));

    /** Mode 0640. */
    public static final Set<PosixFilePermission> OWNER_AND_GROUP =
            Set.copyOf(PosixFilePermissions.fromString("rw-r-----"));

    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFile() {}

    /**
     * Replaces {@code file}, or makes it.
     *
     * @param mode its permissions, whatever the umask
     * @throws IOException if it could not be written; the file is then as it was
     */
    public static void write(Path file, byte[] content, Set<PosixFilePermission> mode)
            throws IOException {
        Path temporary = writeBeside(file, content, mode);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        syncDirectory(directory(file));
    }

    /**
     * Makes {@code file}, and never touches one that is there already.
     *
     * @param mode its permissions, whatever the umask
     * @throws FileAlreadyExistsException if anything of this name is there
     * @throws IOException if it could not be written; there is then no such file
     */
    public static void create(Path file, byte[] content, Set<PosixFilePermission> mode)
            throws IOException {
        Path temporary = writeBeside(file, content, mode);
        try {
            link(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(directory(file));
    }

    /**
     * Makes a directory for us alone (0700), and those above it that are missing. One that is there
     * stays as it is.
     *
     * @throws IOException if it could not be made
     */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory(directory);
        createDirectory(parent);
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        syncDirectory(parent);
    }

    /** A hard link fails where a rename would replace what another process has just made. */
    private static void link(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE); // no hard links here
        }
    }

    private static Path writeBeside(Path file, byte[] content, Set<PosixFilePermission> mode)
            throws IOException {
        long pid = ProcessHandle.current().pid();
        String name = "." + file.getFileName() + "." + pid + "." + COUNTER.incrementAndGet();
        Path temporary = directory(file).resolve(name + ".tmp");
        // an earlier process with our pid may have died here; nobody else writes this name
        Files.deleteIfExists(temporary);
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out =
                FileChannel.open(temporary, options, PosixFilePermissions.asFileAttribute(mode))) {
            Files.setPosixFilePermissions(temporary, mode); // the umask may have taken some away
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        return temporary;
    }

    /** Without this a crash may forget the new name. */
    private static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.getRoot() : parent;
    }
}
