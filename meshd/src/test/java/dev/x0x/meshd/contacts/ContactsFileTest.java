// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

class ContactsFileTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochSecond(1_754_800_000));
    private static final AgentId BOB = AgentId.of(filled(0x22));
    private static final MachineId LAPTOP = MachineId.of(filled(0x33));

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("contacts.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"contacts\": []",
                "{\"contacts\": [], \"revocations\": []} {}",
                "{\"contacts\": [], \"contacts\": [], \"revocations\": []}",
                "{\"contacts\": [1], \"revocations\": []}",
                """
                {"contacts": [], "revocations": [{"agent_id": [], "reason": "", "timestamp": 0}]}
                """,
                "\u0000\u0000\u0000\u0000",
            })
    void a_corrupt_file_stops_the_start_and_stays(String text) throws Exception {
        Files.writeString(file, text);
        var thrown = assertThrows(ContactsFileException.class, this::open);
        assertTrue(thrown.getMessage().contains(file.toString()), thrown.getMessage());
        assertTrue(thrown.hint().contains("backup"), thrown.hint());
        assertEquals(text, Files.readString(file));
    }

    @Test
    void the_same_agent_or_machine_twice() throws Exception {
        ContactStore store = open();
        store.add(BOB, TrustLevel.TRUSTED, Optional.of("bob"));
        store.addMachine(BOB, LAPTOP, Optional.empty(), true);
        Contact bob = store.find(BOB).orElseThrow();
        String text = Files.readString(file);
        int start = text.indexOf("    {");
        int end = text.indexOf("\n  ],\n  \"revocations\"");
        String contact = text.substring(start, end);
        Files.writeString(file, text.replace(contact, contact + ",\n" + contact));
        assertThrows(ContactsFileException.class, this::open);
        int machine = text.indexOf("{", text.indexOf("\"machines\""));
        String one = text.substring(machine, text.indexOf("}", machine) + 1);
        Files.writeString(file, text.replace(one, one + "," + one));
        assertThrows(ContactsFileException.class, this::open);
        Files.writeString(file, text);
        assertEquals(bob, open().find(BOB).orElseThrow());
    }

    @Test
    void a_file_that_others_may_change() throws Exception {
        open().add(BOB, TrustLevel.TRUSTED, Optional.empty());
        for (String mode : new String[] {"rw-rw----", "rw----rw-", "rw-r--rw-"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            var thrown = assertThrows(ContactsFileException.class, this::open);
            assertTrue(thrown.hint().contains("chmod 600 " + file), thrown.hint());
        }
        // the field writes by the umask
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(open().isContact(BOB));
    }

    @Test
    void a_file_that_cannot_be_read() throws Exception {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file), "running as root");
        var thrown = assertThrows(ContactsFileException.class, this::open);
        assertTrue(thrown.getMessage().contains("permission denied"), thrown.getMessage());
    }

    @Test
    void what_is_no_file() throws Exception {
        Files.createDirectory(file);
        assertThrows(ContactsFileException.class, this::open);
        Files.delete(file);
        Path elsewhere = directory.resolve("elsewhere");
        Files.writeString(elsewhere, "{\"contacts\": [], \"revocations\": []}");
        Files.createSymbolicLink(file, elsewhere);
        assertThrows(ContactsFileException.class, this::open);
    }

    @Test
    void a_change_that_cannot_be_written_has_not_happened() throws Exception {
        var told = new AtomicInteger();
        ContactStore store = ContactStore.open(file, CLOCK, _ -> told.incrementAndGet());
        store.add(BOB, TrustLevel.KNOWN, Optional.of("bob"));
        store.addMachine(BOB, LAPTOP, Optional.empty(), false);
        assertEquals(2, told.get());
        Contact before = store.find(BOB).orElseThrow();
        // in the place of the file a directory that is not empty: a rename onto it fails
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        AgentId other = AgentId.of(filled(0x44));
        assertThrows(IOException.class, () -> store.setTrust(BOB, TrustLevel.TRUSTED));
        assertThrows(IOException.class, () -> store.add(other, TrustLevel.KNOWN, Optional.empty()));
        assertThrows(IOException.class, () -> store.remove(BOB));
        assertThrows(IOException.class, () -> store.pin(BOB, LAPTOP));
        assertThrows(IOException.class, () -> store.revoke(BOB, "lost", Optional.empty()));
        assertEquals(before, store.find(BOB).orElseThrow());
        assertEquals(1, store.list().size());
        assertEquals(TrustDecision.ACCEPT_WITH_FLAG, store.judge(BOB, LAPTOP));
        assertEquals(2, told.get());
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count(), "temporary files are left behind");
        }
    }

    @Test
    void what_is_stored_is_there_after_a_restart_and_for_us_alone() throws Exception {
        ContactStore store = open();
        store.add(BOB, TrustLevel.TRUSTED, Optional.of("bob"));
        store.addMachine(BOB, LAPTOP, Optional.of("laptop"), true);
        store.revoke(AgentId.of(filled(0x44)), "lost", Optional.of(BOB));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        byte[] written = Files.readAllBytes(file);
        ContactStore again = open();
        assertEquals(store.list(), again.list());
        assertEquals(TrustDecision.ACCEPT, again.judge(BOB, LAPTOP));
        assertTrue(again.blocked(AgentId.of(filled(0x44))));
        again.setTrust(BOB, TrustLevel.TRUSTED);
        assertArrayEquals(written, Files.readAllBytes(file));
    }

    private ContactStore open() throws ContactsFileException {
        return ContactStore.open(file, CLOCK, _ -> {});
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
