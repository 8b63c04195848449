// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class AtomicFileTest {
    @TempDir Path directory;

    @Test
    void replaces_content_and_mode_and_leaves_nothing_beside() throws IOException {
        Path file = directory.resolve("api-token");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        AtomicFile.write(file, new byte[] {1, 2}, AtomicFile.OWNER);
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
        assertEquals(AtomicFile.OWNER, Files.getPosixFilePermissions(file));
        AtomicFile.write(file, new byte[100_000], AtomicFile.OWNER_AND_GROUP);
        assertEquals(100_000, Files.size(file));
        assertEquals(AtomicFile.OWNER_AND_GROUP, Files.getPosixFilePermissions(file));
        assertEquals(List.of("api-token"), names());
    }

    @Test
    void a_failed_write_leaves_the_old_file_and_nothing_beside() throws IOException {
        Path occupied = directory.resolve("occupied");
        Files.createDirectories(occupied.resolve("child"));
        assertThrows(
                IOException.class, () -> AtomicFile.write(occupied, new byte[1], AtomicFile.OWNER));
        assertTrue(Files.isDirectory(occupied.resolve("child")));
        assertEquals(List.of("occupied"), names());
        Path nowhere = directory.resolve("missing").resolve("file");
        assertThrows(
                NoSuchFileException.class,
                () -> AtomicFile.write(nowhere, new byte[1], AtomicFile.OWNER));
    }

    @Test
    void replaces_a_link_and_not_what_it_points_to() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        AtomicFile.write(link, new byte[] {7}, AtomicFile.OWNER);
        assertEquals("kept", Files.readString(target));
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(link));
    }

    @Test
    void create_never_touches_what_is_there() throws IOException {
        Path file = directory.resolve("machine.key");
        AtomicFile.create(file, new byte[] {1}, AtomicFile.OWNER);
        assertEquals(AtomicFile.OWNER, Files.getPosixFilePermissions(file));
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("none"));
        for (Path there : List.of(file, dangling)) {
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> AtomicFile.create(there, new byte[] {2}, AtomicFile.OWNER));
        }
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        assertTrue(Files.isSymbolicLink(dangling));
        assertEquals(List.of("dangling", "machine.key"), names());
    }

    @Test
    void makes_directories_for_the_owner_alone() throws IOException {
        Path deep = directory.resolve("a").resolve("b");
        AtomicFile.createDirectory(deep);
        AtomicFile.createDirectory(deep);
        for (Path made : List.of(deep, deep.getParent())) {
            assertEquals(
                    PosixFilePermissions.fromString("rwx------"),
                    Files.getPosixFilePermissions(made));
        }
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThrows(IOException.class, () -> AtomicFile.createDirectory(file));
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
