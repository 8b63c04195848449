// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class PeerCacheTest {
    @TempDir private Path directory;

    private static Hint hint(int n) {
        byte[] id = new byte[32];
        id[0] = (byte) n;
        return new Hint(
                MachineId.of(id),
                List.of(
                        Endpoint.parse("192.0.2." + n % 250 + ":5483").orElseThrow(),
                        Endpoint.parse("[2001:db8::1]:5483").orElseThrow()),
                n % 2 == 0,
                1_000_000 + n);
    }

    private PeerCache cache() {
        return new PeerCache(Optional.of(directory.resolve("peers.json")));
    }

    @Test
    void what_is_saved_is_there_after_a_restart_in_order() throws IOException {
        List<Hint> hints = List.of(hint(3), hint(1), hint(2));
        cache().save(hints);
        assertEquals(hints, cache().load());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("peers.json"))));
    }

    @Test
    void it_is_bounded() throws IOException {
        cache().save(IntStream.range(0, 200).mapToObj(PeerCacheTest::hint).toList());
        assertEquals(128, cache().load().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"peers\":7}",
                "{\"peers\":[{\"machine_id\":\"zz\",\"addresses\":[\"192.0.2.1:1\"]}]}",
                "{\"peers\":[{\"addresses\":[]}]}",
                "{\"peers\":[]} more"
            })
    void a_damaged_file_counts_as_empty_and_stays(String text) throws IOException {
        Path file = directory.resolve("peers.json");
        Files.writeString(file, text);
        assertEquals(List.of(), cache().load());
        assertEquals(text, Files.readString(file));
    }

    @Test
    void a_name_is_no_address() throws IOException {
        Files.writeString(
                directory.resolve("peers.json"),
                "{\"peers\":[{\"machine_id\":\""
                        + "11".repeat(32)
                        + "\",\"addresses\":[\"example.org:5483\",\"192.0.2.9:1\"]}]}");
        assertEquals(
                List.of("192.0.2.9:1"),
                cache().load().getFirst().addresses().stream().map(Endpoint::toString).toList());
    }

    @Test
    void switched_off_it_keeps_nothing() throws IOException {
        var off = new PeerCache(Optional.empty());
        off.save(List.of(hint(1)));
        assertEquals(List.of(), off.load());
    }
}
