// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is remembered of records over a restart. */
class RecordFloorsTest {
    private static final long NOW = 1_754_800_000_000L;
    private static final long HOUR = 3_600_000;

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("record-versions.bin");
    }

    private RecordFloors floors() {
        return new RecordFloors(Optional.of(file()));
    }

    private static SignedRecord record(RecordKind kind, int machine, long version, long expires) {
        MachineId id = MachineId.of(ByteBuffer.allocate(32).putInt(machine).array());
        return new SignedRecord(
                kind,
                new RecordId(machine, version),
                id,
                id,
                version,
                expires,
                Optional.empty(),
                new byte[0]);
    }

    private static List<String> words(List<RecordFloors.Floor> floors) {
        return floors.stream()
                .map(
                        each ->
                                each.key().kind()
                                        + " "
                                        + ByteBuffer.wrap(each.key().subject().bytes()).getInt()
                                        + " "
                                        + each.version())
                .toList();
    }

    @Test
    void the_highest_version_of_each_key_survives_a_kill() {
        RecordFloors before = floors();
        assertEquals(List.of(), before.load(NOW));
        before.taken(record(RecordKind.ANNOUNCEMENT, 1, 10, NOW + HOUR));
        before.taken(record(RecordKind.ANNOUNCEMENT, 1, 12, NOW + HOUR));
        before.taken(record(RecordKind.ANNOUNCEMENT, 1, 11, NOW + HOUR));
        before.taken(record(RecordKind.CHAIN, 1, 3, NOW + HOUR));
        before.taken(record(RecordKind.REVOCATION, 2, 3, Long.MAX_VALUE));
        // never closed: what a kill leaves
        List<String> known = List.of("ANNOUNCEMENT 1 12", "CHAIN 1 3");
        assertEquals(known, words(floors().load(NOW)));
        assertEquals(known, words(floors().load(NOW)), "and the next start too");
        assertEquals(List.of(), floors().load(NOW + 2 * HOUR), "no longer than it matters");
    }

    @Test
    void a_torn_or_damaged_file_loses_what_it_must_and_no_more() throws IOException {
        RecordFloors before = floors();
        before.load(NOW);
        before.taken(record(RecordKind.ADVERT, 1, 10, NOW + HOUR));
        before.taken(record(RecordKind.ADVERT, 2, 10, NOW + HOUR));
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
        assertEquals(List.of("ADVERT 1 10"), words(floors().load(NOW)));
        whole[0] = 99; // no such kind
        Files.write(file(), whole);
        assertEquals(List.of("ADVERT 2 10"), words(floors().load(NOW)));
        Files.write(file(), new byte[4 * RecordFloors.MOST * RecordFloors.ENTRY]);
        assertEquals(List.of(), floors().load(NOW));
    }

    @Test
    void neither_memory_nor_file_grows_without_end() throws IOException {
        RecordFloors floors = floors();
        floors.load(NOW);
        for (int i = 0; i < 3 * RecordFloors.MOST; i++) {
            floors.taken(record(RecordKind.TAGS, i, 1, NOW + HOUR));
        }
        assertTrue(Files.size(file()) <= 3L * RecordFloors.MOST * RecordFloors.ENTRY);
        assertEquals(RecordFloors.MOST, floors().load(NOW).size());
    }
}
