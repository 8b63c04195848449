// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.files.KeyFileFormat.RawKey;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SigningKeyPair;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class KeyDirectoryTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_754_800_000);
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path root;
    private Path identity;
    private Path data;
    private KeyDirectory keys;

    @BeforeEach
    void nothing_there_yet() {
        identity = root.resolve("home").resolve(".x0x");
        data = root.resolve("data");
        keys = new KeyDirectory(identity, data);
    }

    @Test
    void the_first_start_makes_private_files_and_the_second_finds_them() throws Exception {
        assertEquals(List.of(), keys.inspect(NOW));
        assertFalse(Files.exists(identity), "inspect makes nothing");
        assertFalse(Files.exists(data), "inspect makes nothing");
        try (IdentityKeys first = keys.open(RANDOM, NOW)) {
            for (Path file : List.of(keys.machineKey(), keys.agentKey(), keys.kemKey())) {
                assertEquals(AtomicFile.OWNER, Files.getPosixFilePermissions(file));
            }
            for (Path directory : List.of(identity, data)) {
                assertEquals("rwx------", mode(directory));
            }
            assertEquals(6000, Files.size(keys.machineKey()));
            assertEquals(6000, Files.size(keys.agentKey()));
            assertEquals(3600, Files.size(keys.kemKey()));
            assertFalse(Files.exists(keys.userKey()), "a user key is never made");
            assertEquals(List.of("agent.key", "machine.key"), names(identity));
            assertEquals(List.of(), keys.inspect(NOW));
            try (IdentityKeys second = keys.open(RANDOM, NOW)) {
                assertEquals(first.agent().id(), second.agent().id());
                assertEquals(first.machine().id(), second.machine().id());
                assertEquals(Optional.empty(), second.user());
                assertArrayEquals(first.kem().pair().publicKey(), second.kem().pair().publicKey());
            }
        }
    }

    @Test
    void a_user_key_is_read_if_there_is_one() throws Exception {
        keys.open(RANDOM, NOW).close();
        try (var user = SigningKeyPair.generate(RANDOM)) {
            AtomicFile.create(keys.userKey(), SigningKeyFile.encode(user), AtomicFile.OWNER);
            try (IdentityKeys opened = keys.open(RANDOM, NOW)) {
                assertArrayEquals(user.publicKey(), opened.user().orElseThrow().publicKey());
            }
        }
    }

    @Test
    void damaged_files_stop_the_start_and_stay_as_they_are() throws Exception {
        keys.open(RANDOM, NOW).close();
        for (Path file : List.of(keys.machineKey(), keys.agentKey(), keys.kemKey())) {
            byte[] good = Files.readAllBytes(file);
            byte[] flipped = good.clone();
            flipped[100] ^= 1; // inside the public key: the halves no longer fit
            byte[] text = "not a key\n".getBytes(UTF_8);
            for (byte[] bad :
                    List.of(
                            new byte[0],
                            Arrays.copyOf(good, good.length - 1),
                            Arrays.copyOf(good, good.length + 1),
                            Arrays.copyOf(good, 1_000_000),
                            flipped,
                            text)) {
                Files.write(file, bad);
                KeyProblem problem = refused(file);
                assertTrue(problem.message().contains("is damaged"), problem.message());
                assertTrue(problem.hint().contains("mv -n " + file), problem.hint());
                assertArrayEquals(bad, Files.readAllBytes(file));
            }
            Files.write(file, good);
        }
        assertEquals(List.of(), keys.inspect(NOW));
    }

    @Test
    void one_bad_file_keeps_every_other_from_being_made() throws Exception {
        AtomicFile.createDirectory(identity);
        Files.createFile(keys.agentKey(), PosixFilePermissions.asFileAttribute(AtomicFile.OWNER));
        refused(keys.agentKey());
        assertEquals(List.of("agent.key"), names(identity));
        assertFalse(Files.exists(data));
    }

    @Test
    void files_open_to_others_stop_the_start_and_the_hint_closes_them() throws Exception {
        keys.open(RANDOM, NOW).close();
        for (Path file : List.of(keys.machineKey(), keys.agentKey(), keys.kemKey())) {
            for (String open : List.of("rw-r-----", "rw-----w-", "rw---x---", "rw-r--r--")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
                KeyProblem problem = refused(file);
                assertTrue(problem.message().contains(open), problem.message());
                assertEquals("run: chmod 600 " + file, problem.hint());
                assertEquals(open, mode(file));
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
            assertEquals(List.of(), keys.inspect(NOW));
        }
    }

    @Test
    void directories_open_to_others_stop_the_start() throws Exception {
        keys.open(RANDOM, NOW).close();
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals("run: chmod 700 " + identity, refused(identity).hint());
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(List.of(), keys.inspect(NOW), "others may look into the data directory");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwx---"));
        assertEquals("run: chmod 700 " + data, refused(data).hint());
    }

    @Test
    void links_and_directories_in_place_of_a_key_stop_the_start() throws Exception {
        keys.open(RANDOM, NOW).close();
        Path elsewhere = root.resolve("elsewhere.key");
        Files.move(keys.agentKey(), elsewhere);
        Files.createSymbolicLink(keys.agentKey(), elsewhere);
        assertTrue(refused(keys.agentKey()).message().contains("symbolic link"));
        Files.delete(keys.agentKey());
        Files.createSymbolicLink(keys.agentKey(), root.resolve("nowhere"));
        assertTrue(refused(keys.agentKey()).message().contains("symbolic link"));
        assertTrue(Files.isSymbolicLink(keys.agentKey()), "not replaced by a new key");
        Files.delete(keys.agentKey());
        Files.createDirectory(keys.agentKey());
        assertTrue(refused(keys.agentKey()).message().contains("no plain file"));
    }

    @Test
    void an_unreadable_key_stops_the_start() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root reads everything");
        keys.open(RANDOM, NOW).close();
        Files.setPosixFilePermissions(
                keys.agentKey(), PosixFilePermissions.fromString("---------"));
        assertTrue(refused(keys.agentKey()).message().contains("permission denied"));
    }

    @Test
    void a_file_in_place_of_the_directory_stops_the_start() throws Exception {
        Files.createDirectories(identity.getParent());
        Files.writeString(identity, "");
        assertTrue(keys.inspect(NOW).getFirst().message().contains("is not a directory"));
        assertThrows(KeyFileException.class, () -> keys.open(RANDOM, NOW));
    }

    @Test
    void an_expired_key_stops_the_start() throws Exception {
        keys.open(RANDOM, NOW).close();
        RawKey plain = KeyFileFormat.decodeSigning(Files.readAllBytes(keys.agentKey()));
        long end = NOW.getEpochSecond();
        byte[] expiring =
                KeyFileFormat.encode(
                        new RawKey(plain.publicKey(), plain.secretKey(), Optional.of(end)));
        Files.write(keys.agentKey(), expiring);
        keys.open(RANDOM, NOW).close();
        KeyProblem problem = keys.inspect(NOW.plusSeconds(1)).getFirst();
        assertEquals(keys.agentKey(), problem.file());
        assertTrue(problem.message().contains("expired at " + NOW), problem.message());
        assertThrows(KeyFileException.class, () -> keys.open(RANDOM, NOW.plusSeconds(1)));
        assertArrayEquals(expiring, Files.readAllBytes(keys.agentKey()));
        byte[] forever =
                KeyFileFormat.encode(
                        new RawKey(plain.publicKey(), plain.secretKey(), Optional.of(-1L)));
        Files.write(keys.agentKey(), forever); // u64: the largest, not minus one
        keys.open(RANDOM, NOW).close();
    }

    @Test
    void inspect_names_every_problem_at_once() throws Exception {
        keys.open(RANDOM, NOW).close();
        Files.write(keys.machineKey(), new byte[1]);
        Files.write(keys.kemKey(), new byte[1]);
        Files.setPosixFilePermissions(
                keys.agentKey(), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(
                List.of(keys.machineKey(), keys.agentKey(), keys.kemKey()),
                keys.inspect(NOW).stream().map(KeyProblem::file).toList());
    }

    @Test
    void the_kem_key_is_replaced_in_one_step_and_its_age_is_that_of_the_file() throws Exception {
        keys.open(RANDOM, NOW).close();
        Files.setLastModifiedTime(keys.kemKey(), FileTime.from(NOW));
        assertEquals(NOW, KemKeyFile.load(keys.kemKey()).orElseThrow().since());
        try (var next = KemKeyPair.generate(RANDOM)) {
            KemKeyFile.replace(keys.kemKey(), next);
            KemKeyFile.Loaded loaded = KemKeyFile.load(keys.kemKey()).orElseThrow();
            assertArrayEquals(next.publicKey(), loaded.pair().publicKey());
            assertTrue(loaded.since().isAfter(NOW));
        }
        assertEquals("rw-------", mode(keys.kemKey()));
    }

    @Test
    void a_path_in_a_command_is_one_word() {
        assertEquals("/a/b.key", SafeRead.quoted(Path.of("/a/b.key")));
        assertEquals("'/a b/it'\\''s.key'", SafeRead.quoted(Path.of("/a b/it's.key")));
    }

    /** The one problem, on which inspecting and opening agree. */
    private KeyProblem refused(Path file) {
        List<KeyProblem> problems = keys.inspect(NOW);
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(file, problems.getFirst().file());
        assertTrue(problems.getFirst().message().contains("`" + file + "`"));
        var stopped = assertThrows(KeyFileException.class, () -> keys.open(RANDOM, NOW));
        assertEquals(problems.getFirst(), stopped.problem());
        return problems.getFirst();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
