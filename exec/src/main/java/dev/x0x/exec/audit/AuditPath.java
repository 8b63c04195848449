// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Brings the audit file into a state in which it can be appended to. */
final class AuditPath {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> GROUP_READS =
            PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> GROUP_ENTERS =
            PosixFilePermissions.fromString("rwxr-x---");
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(OWNER);
    private static final int BLOCK = 64 * 1024;

    private AuditPath() {}

    /**
     * Opens for appending, making file and directories if they are missing.
     *
     * @param group who may read the file beside its owner; nobody without one
     * @throws IOException in words for the operator
     */
    static FileChannel open(Path path, Optional<String> group) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("audit log `" + path + "` is not a file");
        }
        boolean ours = !Files.exists(parent);
        try {
            Files.createDirectories(parent, DIRECTORY);
        } catch (IOException e) {
            throw new IOException("cannot make the directory of audit log `" + path + "`: " + e, e);
        }
        refuseOddity(path);
        boolean fresh = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel;
        try {
            channel = channel(path, CREATE, WRITE, APPEND, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new IOException("cannot open audit log `" + path + "` for appending: " + e, e);
        }
        try {
            if (group.isEmpty()) {
                ownerOnly(path);
            } else {
                hand(path, group.get(), GROUP_READS);
                if (ours) {
                    hand(parent, group.get(), GROUP_ENTERS);
                }
            }
            if (fresh) {
                forceDirectory(parent);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    /**
     * Takes the file for this daemon alone: two writers could take each other's half line for a
     * torn one. The lock is on a file of its own, because closing any descriptor of a file drops
     * the locks that the process has on it, fcntl(2), and the audit file is also read.
     */
    static FileChannel lock(Path path) throws IOException {
        FileChannel channel = channel(sibling(path, ".lock"), CREATE, WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this process, which is as good as by another
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new IOException(
                    "audit log `"
                            + path
                            + "` is in use by another daemon; give this one an audit_log_path of"
                            + " its own");
        }
        return channel;
    }

    /**
     * Moves a last line without newline, which a crash left behind, to {@code <file>.torn-<n>}.
     *
     * @return where it is now
     */
    static Optional<Path> moveTornAside(Path path, FileChannel appending) throws IOException {
        try (FileChannel reading = FileChannel.open(path, READ)) {
            long size = reading.size();
            long keep = endOfLastLine(reading, size);
            if (keep == size) {
                return Optional.empty();
            }
            Path aside = copyAside(path, reading, keep, size);
            forceDirectory(aside.toAbsolutePath().getParent());
            appending.truncate(keep);
            appending.force(true);
            return Optional.of(aside);
        }
    }

    private static Path copyAside(Path path, FileChannel reading, long from, long to)
            throws IOException {
        for (int n = 1; ; n++) {
            Path aside = sibling(path, ".torn-" + n);
            try (FileChannel out = channel(aside, CREATE_NEW, WRITE)) {
                for (long at = from; at < to; ) {
                    at += reading.transferTo(at, to - at, out);
                }
                out.force(true);
                return aside;
            } catch (FileAlreadyExistsException e) {
                // an earlier crash; keep that one too
            }
        }
    }

    private static long endOfLastLine(FileChannel reading, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long end = size; end > 0; ) {
            long start = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && reading.read(block, start + block.position()) > 0) {
                // until the block is full
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static void refuseOddity(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            String what = "neither a file nor absent";
            if (Files.isSymbolicLink(path)) {
                what = "a symbolic link; name the file itself";
            } else if (Files.isDirectory(path)) {
                what = "a directory; name a file in it";
            }
            throw new IOException("audit log `" + path + "` is " + what);
        }
    }

    private static void ownerOnly(Path path) throws IOException {
        if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
            try {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            } catch (IOException e) {
                throw new IOException(
                        "audit log `"
                                + path
                                + "` is open to others and not ours to change; as its owner run"
                                + " chmod 600 on it",
                        e);
            }
        }
    }

    /** The group first: a mode widened before it would be for another group's eyes. */
    private static void hand(Path path, String group, Set<PosixFilePermission> mode)
            throws IOException {
        try {
            GroupPrincipal principal =
                    path.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(group);
            PosixFileAttributeView view =
                    Files.getFileAttributeView(
                            path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (!view.readAttributes().group().equals(principal)) {
                Set<PosixFilePermission> alone = Files.getPosixFilePermissions(path);
                alone.retainAll(OWNER);
                Files.setPosixFilePermissions(path, alone);
                view.setGroup(principal);
            }
            if (!Files.getPosixFilePermissions(path).equals(mode)) {
                Files.setPosixFilePermissions(path, mode);
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot give `"
                            + path
                            + "` to audit_group `"
                            + group
                            + "`: "
                            + e
                            + "; make the group and put the daemon's user into it",
                    e);
        }
    }

    /** So that a new name survives a crash, too. */
    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private static FileChannel channel(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, Set.of(options), FILE);
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
