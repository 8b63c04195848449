// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** What the server keeps in the data directory: the token, and where it listens. */
final class DataDirTest {
    @TempDir Path dataDir;

    private Path token(String text, String mode) throws IOException {
        Path file = dataDir.resolve("api-token");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private ApiToken open() throws IOException {
        return ApiToken.open(dataDir, new SecureRandom());
    }

    @Test
    void a_token_is_made_once_and_for_the_owner_alone() throws IOException {
        ApiToken made = open();
        Path file = dataDir.resolve("api-token");
        String text = Files.readString(file);
        assertTrue(text.matches("[0-9a-f]{64}"), text);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(made.matches(text));
        assertTrue(open().matches(text));
        assertEquals(text, Files.readString(file));
    }

    @Test
    void an_existing_one_is_used_without_its_line_end() throws IOException {
        token("t".repeat(32) + "\n", "rw-------");
        assertTrue(open().matches("t".repeat(32)));
        assertFalse(open().matches("t".repeat(31)));
        assertFalse(open().matches("t".repeat(32) + "\n"));
        assertFalse(open().matches(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------", "rw-rw-rw-"})
    void one_that_others_may_use_is_refused(String mode) throws IOException {
        Path file = token("t".repeat(64), mode);
        IOException refused = assertThrows(IOException.class, this::open);
        assertTrue(refused.getMessage().endsWith("run: chmod 600 " + file), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 1025})
    void one_of_no_sensible_length_is_refused(int length) throws IOException {
        token("t".repeat(length), "rw-------");
        IOException refused = assertThrows(IOException.class, this::open);
        assertTrue(refused.getMessage().contains("delete the file"), refused.getMessage());
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path elsewhere = token("t".repeat(64), "rw-------");
        Files.move(elsewhere, dataDir.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere, dataDir.resolve("elsewhere"));
        IOException refused = assertThrows(IOException.class, this::open);
        assertTrue(refused.getMessage().contains("not a plain file"), refused.getMessage());
    }

    @Test
    void the_port_file_is_there_while_the_server_is() throws IOException {
        Path file = dataDir.resolve("api.port");
        try (RestRig rig = new RestRig(dataDir)) {
            assertEquals("127.0.0.1:" + rig.server.address().getPort(), Files.readString(file));
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void addresses_are_written_so_that_they_can_be_read() {
        assertEquals(
                "127.0.0.1:5",
                PortFile.text(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5)));
        assertEquals(
                "[0:0:0:0:0:0:0:1]:5",
                PortFile.text(new InetSocketAddress(InetAddress.ofLiteral("::1"), 5)));
    }

    @Test
    void a_taken_port_is_said_in_a_sentence(@TempDir Path other) throws IOException {
        try (RestRig rig = new RestRig(dataDir)) {
            var config = new RestConfig(rig.server.address(), other, 1, 1);
            IOException refused =
                    assertThrows(
                            IOException.class,
                            () -> RestServer.open(config, rig.doors.all(), new SecureRandom()));
            assertTrue(refused.getMessage().contains("is it in use?"), refused.getMessage());
            assertFalse(Files.exists(other.resolve("api.port")));
        }
    }

    @Test
    void output_beyond_memory_is_in_a_file_without_a_name() throws IOException {
        try (var spool = new Spool(dataDir)) {
            for (int i = 0; i < 40; i++) {
                byte[] chunk = new byte[100_000];
                java.util.Arrays.fill(chunk, (byte) i);
                spool.write(chunk);
            }
            try (var files = Files.list(dataDir)) {
                assertEquals(0, files.count());
            }
            byte[] all = spool.read().readAllBytes();
            assertEquals(4_000_000, all.length);
            for (int i = 0; i < all.length; i++) {
                assertEquals(i / 100_000, all[i]);
            }
        }
    }
}
