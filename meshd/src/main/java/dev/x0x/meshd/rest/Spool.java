// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One output stream of a command, kept until it ends: the first of it in memory, the whole in a
 * file without a name once there is more. Not thread-safe.
 */
final class Spool implements AutoCloseable {
    /** Enough for nearly every command, little for 32 of them at once; a guess. */
    private static final int IN_MEMORY = 2 << 20;

    /** 64 times the field's default cap. Beyond it one asks for the stream. */
    static final long MOST = 1L << 30;

    private final Path directory;
    private final List<byte[]> chunks = new ArrayList<>();
    private FileChannel file;
    private long size;

    Spool(Path directory) {
        this.directory = directory;
    }

    /** No room is left for more of it. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1;

        FullException() {
            super("more than " + MOST + " bytes of output");
        }
    }

    void write(byte[] bytes) throws IOException {
        size += bytes.length;
        if (size > MOST) {
            throw new FullException();
        }
        if (file == null && size <= IN_MEMORY) {
            chunks.add(bytes);
            return;
        }
        if (file == null) {
            spill();
        }
        append(bytes);
    }

    /** From the start. Ends with {@link #close}. */
    InputStream read() throws IOException {
        if (file == null) {
            List<InputStream> parts = new ArrayList<>();
            chunks.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
            return new SequenceInputStream(Collections.enumeration(parts));
        }
        file.position(0);
        return new BufferedInputStream(Channels.newInputStream(file), 64 << 10);
    }

    private void spill() throws IOException {
        Path path = Files.createTempFile(directory, "exec-output-", ".tmp"); // 0600 from the start
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path); // a killed daemon leaves no output behind
        for (byte[] chunk : chunks) {
            append(chunk);
        }
        chunks.clear();
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
