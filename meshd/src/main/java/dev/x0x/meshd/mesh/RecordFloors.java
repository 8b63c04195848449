// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.files.AtomicFile;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The highest version of every record that was taken, over a restart (MESH.md §6): records
 * themselves are not kept on disk, and without this an old one would be news again. Each is
 * appended when it comes, so that a daemon that is killed has told the file before; at a start the
 * file is written anew. Losing it costs this protection and nothing else. Used by one thread at a
 * time.
 */
public final class RecordFloors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFloors.class);
    static final int MOST = 65_536; // as many as the overlay remembers
    static final int ENTRY = 1 + 32 + 8 + 8;
    private static final long SKEW = 90_000; // DECISIONS D5

    private final Optional<Path> file;
    private final Map<SignedRecord.Key, Floor> floors = new LinkedHashMap<>();
    private Optional<FileChannel> out = Optional.empty();
    private int appended;

    /**
     * What is known of one key.
     *
     * @param version the highest that was taken
     * @param expiresMs Unix milliseconds; beyond it no version up to this one is accepted anyway
     */
    public record Floor(SignedRecord.Key key, long version, long expiresMs) {}

    /** In this file, or nowhere. */
    public RecordFloors(Optional<Path> file) {
        this.file = file;
    }

    /**
     * What was taken before, as far as it matters still; the file is ready for more afterwards.
     *
     * @param nowMs Unix milliseconds
     */
    List<Floor> load(long nowMs) {
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            read(Files.readAllBytes(checked(file.get())), nowMs);
        } catch (NoSuchFileException e) {
            LOG.debug("no record versions from before");
        } catch (IOException e) {
            LOG.warn("record versions of before are not used: {}", e.getMessage());
        }
        writeAnew();
        return List.copyOf(floors.values());
    }

    private static Path checked(Path file) throws IOException {
        long size = Files.size(file);
        if (size > 3L * MOST * ENTRY) {
            throw new IOException("`" + file + "` has " + size + " bytes, that is too many");
        }
        return file;
    }

    /** An entry cut short at the end is what a kill leaves. */
    private void read(byte[] bytes, long nowMs) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= ENTRY) {
            int code = in.get();
            byte[] subject = new byte[32];
            in.get(subject);
            long version = in.getLong();
            long expires = in.getLong();
            Optional<RecordKind> kind = kind(code);
            if (kind.isPresent() && expires + SKEW > nowMs) {
                put(
                        new Floor(
                                new SignedRecord.Key(kind.get(), MachineId.of(subject)),
                                version,
                                expires));
            }
        }
    }

    private static Optional<RecordKind> kind(int code) {
        for (RecordKind kind : RecordKind.values()) {
            if (kind.code() == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** A record was taken: nothing older of its key is news, now and after a restart. */
    void taken(SignedRecord record) {
        if (file.isEmpty() || record.kind() == RecordKind.REVOCATION) { // those are kept whole
            return;
        }
        Floor floor = new Floor(record.key(), record.version(), record.expiresMs());
        Floor before = floors.get(floor.key());
        if (before != null && before.version() >= floor.version()) {
            return;
        }
        put(floor);
        if (++appended > 2 * MOST) {
            writeAnew();
        } else {
            append(floor);
        }
    }

    /** The newest last: the oldest goes when there are too many. */
    private void put(Floor floor) {
        Floor before = floors.remove(floor.key());
        boolean higher = before == null || floor.version() > before.version();
        floors.put(floor.key(), higher ? floor : before);
        if (floors.size() > MOST) {
            floors.remove(floors.keySet().iterator().next());
        }
    }

    private void append(Floor floor) {
        if (out.isEmpty()) {
            return;
        }
        ByteBuffer entry = ByteBuffer.allocate(ENTRY);
        write(floor, entry);
        entry.flip();
        try {
            while (entry.hasRemaining()) {
                int _ = out.get().write(entry);
            }
        } catch (IOException e) {
            LOG.warn("record versions are no longer kept for the next start: {}", e.getMessage());
            close();
        }
    }

    private void writeAnew() {
        close();
        appended = 0;
        ByteBuffer all = ByteBuffer.allocate(floors.size() * ENTRY);
        floors.values().forEach(each -> write(each, all));
        try {
            AtomicFile.write(file.orElseThrow(), all.array(), AtomicFile.OWNER);
            out = Optional.of(FileChannel.open(file.get(), StandardOpenOption.APPEND));
        } catch (IOException e) {
            LOG.warn("record versions are not kept for the next start: {}", e.getMessage());
        }
    }

    private static void write(Floor floor, ByteBuffer into) {
        into.put((byte) floor.key().kind().code())
                .put(floor.key().subject().bytes())
                .putLong(floor.version())
                .putLong(floor.expiresMs());
    }

    @Override
    public void close() {
        try {
            if (out.isPresent()) {
                out.get().close();
            }
        } catch (IOException e) {
            LOG.debug("record versions: {}", e.getMessage());
        }
        out = Optional.empty();
    }
}
