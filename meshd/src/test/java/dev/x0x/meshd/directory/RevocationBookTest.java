// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Revocation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

class RevocationBookTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AgentKeys AGENT = AgentKeys.generate(RANDOM);
    private static final MachineKeys MACHINE = MachineKeys.generate(RANDOM);

    @TempDir private Path directory;

    private static Revocation ofAgent(String reason) {
        return Revocation.signed(
                AGENT.pair(),
                new Revocation.Subject.Agent(AGENT.id()),
                Instant.ofEpochSecond(1_800_000_000),
                Optional.of(reason));
    }

    private static Revocation ofMachine() {
        return Revocation.signed(
                MACHINE.pair(),
                new Revocation.Subject.Machine(MACHINE.id()),
                Instant.ofEpochSecond(1_800_000_000),
                Optional.empty());
    }

    private Path file() {
        return directory.resolve("revocations.bin");
    }

    @Test
    void a_revocation_holds_over_a_restart() throws Exception {
        RevocationBook book = RevocationBook.open(file());
        assertFalse(book.revoked(AGENT.id()));
        assertTrue(book.add(ofAgent("lost laptop"), _ -> false));
        assertTrue(book.add(ofMachine(), _ -> false));
        assertTrue(book.revoked(AGENT.id()));
        RevocationBook again = RevocationBook.open(file());
        assertTrue(again.revoked(AGENT.id()));
        assertTrue(again.revoked(MACHINE.id()));
        assertEquals(2, again.all().size());
    }

    @Test
    void the_same_one_is_kept_once() throws Exception {
        RevocationBook book = RevocationBook.open(file());
        assertTrue(book.add(ofAgent("lost"), _ -> false));
        byte[] before = Files.readAllBytes(file());
        // Signed anew, so with another signature, but over the same bytes.
        assertFalse(book.add(ofAgent("lost"), _ -> false));
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void a_damaged_file_stops_the_start_and_stays() throws Exception {
        RevocationBook book = RevocationBook.open(file());
        book.add(ofAgent("lost"), _ -> false);
        byte[] bytes = Files.readAllBytes(file());
        bytes[bytes.length - 100] ^= 1; // in the signature
        Files.write(file(), bytes);
        IOException refused = assertThrows(IOException.class, () -> RevocationBook.open(file()));
        assertTrue(refused.getMessage().contains("restore it from a backup"), refused.getMessage());
        assertArrayEquals(bytes, Files.readAllBytes(file()));
        Files.write(file(), new byte[] {'X', '0', 'X', 'R', 1});
        assertThrows(IOException.class, () -> RevocationBook.open(file()));
    }
}
