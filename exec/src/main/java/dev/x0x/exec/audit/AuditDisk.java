// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What {@link AuditFile} asks of the file; tests bring one that fails. */
interface AuditDisk extends AutoCloseable {
    /** Appends some of these bytes, at least one. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns once all that was written is on the disk. */
    void force() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;

    /** The disk behind a channel opened for appending. */
    static AuditDisk of(FileChannel channel) {
        return new AuditDisk() {
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
}
