// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * One daemon a data directory: a lock that the kernel drops with the process, and the pid of who
 * holds it.
 */
final class InstanceLock implements AutoCloseable {
    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws IOException if another daemon holds it, naming its pid
     */
    static InstanceLock take(Path dataDir) throws IOException {
        AtomicFile.createDirectory(dataDir);
        Path file = dataDir.resolve("x0xd.lock");
        if (Files.notExists(file)) {
            try {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // another start made it between the two calls; the lock decides
            }
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String pid = Files.readString(file).strip();
            channel.close();
            throw new IOException(
                    "another x0xd (pid "
                            + pid
                            + ") runs on "
                            + dataDir
                            + "; stop it first, or give this one a --name or data_dir of its own");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.US_ASCII)));
        return new InstanceLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
