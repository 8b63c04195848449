// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What {@link AuditFile} asks of the file; tests bring one that fails. */
interface AuditDisk extends AutoCloseable {
    /** Appends some of these bytes, at least one. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns once all that was written is on the disk. */
    void force() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Whether its name still leads to it. */
    default boolean attached() {
        return true;
    }

    @Override
    void close() throws IOException;

    /** The disk behind a channel opened just now for appending to the file at this path. */
    static AuditDisk of(FileChannel channel, Path path) throws IOException {
        Object key = keyOf(path);
        return new AuditDisk() {
            @Override
            public boolean attached() {
                try {
                    return keyOf(path).equals(key);
                } catch (IOException e) {
                    return false;
                }
            }

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public void force() throws IOException {
                channel.force(false); // the size is written all the same, fdatasync(2)
            }

            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void truncate(long size) throws IOException {
                channel.truncate(size);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** Device and inode. */
    private static Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
