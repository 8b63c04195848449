// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Durable before it is said to be, in order, and readable whatever the disk did. */
class AuditFileTest {
    @TempDir private Path dir;

    @Test
    void nothing_completes_before_it_is_durable() throws Exception {
        FakeDisk disk = new FakeDisk();
        disk.mayForce.drainPermits();
        try (AuditFile audit = on(disk)) {
            CompletableFuture<Void> done = audit.append(List.of(Samples.request(1, 1, "a")));
            disk.awaitForce();
            assertFalse(done.isDone());
            disk.mayForce.release(1_000_000);
            done.join();
            assertEquals(1, disk.forced());
        }
    }

    @Test
    void what_waits_together_shares_one_fsync_and_keeps_its_order() throws Exception {
        FakeDisk disk = new FakeDisk();
        disk.mayForce.drainPermits();
        StringBuilder expected = new StringBuilder();
        try (AuditFile audit = on(disk)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            all.add(append(audit, 0, expected));
            disk.awaitForce();
            for (int i = 1; i < 50; i++) {
                all.add(append(audit, i, expected));
            }
            disk.mayForce.release(1_000_000);
            all.forEach(CompletableFuture::join);
        }
        assertEquals(2, disk.forced());
        assertEquals(expected.toString(), disk.text());
    }

    @Test
    void thirty_two_threads_do_not_queue_for_the_disk() throws Exception {
        Path path = dir.resolve("exec.log");
        AtomicInteger forced = new AtomicInteger();
        AuditDisk disk =
                counting(AuditDisk.of(AuditPath.open(path, Optional.empty()), path), forced);
        try (AuditFile audit = on(disk)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 32; t++) {
                int first = t * 100;
                threads.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            for (int i = first; i < first + 100; i++) {
                                                audit.append(List.of(Samples.request(1, i, "a")))
                                                        .join();
                                            }
                                        }));
            }
            for (Thread each : threads) {
                each.join();
            }
        }
        assertTrue(forced.get() < 3200 / 2, forced + " fsyncs for 3200 records");
        List<ReadBack.Seen> seen = AuditFile.readBack(path, Instant.EPOCH).requests();
        assertEquals(3200, seen.size());
        int[] next = new int[32];
        for (ReadBack.Seen each : seen) {
            int number = (int) each.id().low();
            assertEquals(next[number / 100]++, number % 100, "order of one thread");
        }
    }

    @Test
    void a_failed_fsync_fails_its_records_and_takes_them_back() throws Exception {
        FakeDisk disk = new FakeDisk();
        StringBuilder expected = new StringBuilder();
        try (AuditFile audit = on(disk)) {
            append(audit, 1, expected).join();
            disk.failForces(1);
            failsWith("input/output error", append(audit, 2, new StringBuilder()));
            append(audit, 3, expected).join();
        }
        assertEquals(expected.toString(), disk.text());
    }

    @Test
    void a_half_line_is_cut_off_now_or_before_the_next() throws Exception {
        FakeDisk disk = new FakeDisk();
        StringBuilder expected = new StringBuilder();
        try (AuditFile audit = on(disk)) {
            append(audit, 1, expected).join();
            disk.failWrites(1);
            failsWith("no space left", append(audit, 2, new StringBuilder()));
            append(audit, 3, expected).join();
            disk.failWrites(2); // mending fails, too
            disk.failTruncates(1);
            failsWith("no space left", append(audit, 4, new StringBuilder()));
            append(audit, 5, expected).join();
        }
        assertEquals(expected.toString(), disk.text());
    }

    @Test
    void where_nothing_can_be_cut_the_half_line_is_ended() throws Exception {
        FakeDisk disk = new FakeDisk();
        disk.appendOnly();
        try (AuditFile audit = on(disk)) {
            append(audit, 1, new StringBuilder()).join();
            disk.failWrites(1);
            failsWith("no space left", append(audit, 2, new StringBuilder()));
            append(audit, 3, new StringBuilder()).join();
        }
        List<String> lines = disk.text().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).endsWith("}"));
        assertFalse(lines.get(1).endsWith("}"));
        assertTrue(lines.get(2).startsWith("{\"event\"") && lines.get(2).endsWith("}"));
    }

    @Test
    void a_hanging_disk_is_no_reason_to_hoard() throws Exception {
        FakeDisk disk = new FakeDisk();
        disk.mayForce.drainPermits();
        try (AuditFile audit = on(disk)) {
            String large = "x".repeat(1 << 20);
            CompletableFuture<Void> refused = null;
            for (int i = 0; i < 40; i++) {
                CompletableFuture<Void> done = audit.append(List.of(Samples.request(1, i, large)));
                refused = done.isCompletedExceptionally() ? done : refused;
            }
            failsWith("is behind", refused);
            disk.mayForce.release(1_000_000);
        }
        failsWith("is closed", onClosed());
    }

    @Test
    void it_is_for_the_owner_alone() throws Exception {
        Path path = dir.resolve("a/b/exec.log");
        AuditFile.open(path).close();
        assertEquals("rw-------", permissions(path));
        assertEquals("rwx------", permissions(path.getParent()));
        assertEquals("rwx------", permissions(path.getParent().getParent()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        AuditFile.open(path).close();
        assertEquals("rw-------", permissions(path));
    }

    @Test
    void a_group_may_read_it_if_the_operator_says_so() throws Exception {
        Path path = dir.resolve("a/exec.log");
        String group = Files.readAttributes(dir, PosixFileAttributes.class).group().getName();
        AuditFile.open(readable(path, group)).close();
        assertEquals("rw-r-----", permissions(path));
        assertEquals("rwxr-x---", permissions(path.getParent()));
        AuditFile.open(path).close();
        assertEquals("rw-------", permissions(path));
        AuditFile.open(readable(path, group)).close();
        assertEquals("rw-r-----", permissions(path));
        IOException none =
                assertThrows(
                        IOException.class,
                        () -> AuditFile.open(readable(path, "no-such-group-here")));
        assertTrue(none.getMessage().contains("audit_group `no-such-group-here`"));
    }

    @Test
    void what_is_no_file_is_refused() throws Exception {
        Path target = Files.createFile(dir.resolve("target"));
        refused("is a directory", dir);
        refused("symbolic link", Files.createSymbolicLink(dir.resolve("link"), target));
        refused("neither a file", Path.of("/dev/null"));
        refused("cannot make the directory", target.resolve("exec.log"));
        Path path = dir.resolve("exec.log");
        try (AuditFile _ = AuditFile.open(path)) {
            refused("in use by another daemon", path);
        }
        AuditFile.open(path).close();
    }

    @Test
    void a_torn_last_line_is_kept_aside() throws Exception {
        Path path = dir.resolve("exec.log");
        for (int n = 1; n <= 2; n++) {
            try (AuditFile audit = AuditFile.open(path)) {
                audit.append(List.of(Samples.request(n, n, "a"))).join();
            }
            String torn = "{\"event\":\"exi" + "t".repeat(100_000 * n);
            String whole = Files.readString(path);
            Files.writeString(path, whole + torn);
            try (AuditFile audit = AuditFile.open(path)) {
                Path aside = dir.resolve("exec.log.torn-" + n);
                assertEquals(Optional.of(aside), audit.tornTail());
                assertEquals(torn, Files.readString(aside));
                assertEquals("rw-------", permissions(aside));
                assertEquals(whole, Files.readString(path));
            }
        }
        try (AuditFile audit = AuditFile.open(path)) {
            assertEquals(Optional.empty(), audit.tornTail());
        }
        Files.writeString(path, "all torn");
        try (AuditFile audit = AuditFile.open(path)) {
            assertEquals("all torn", Files.readString(audit.tornTail().orElseThrow()));
            assertEquals("", Files.readString(path));
        }
    }

    private static CompletableFuture<Void> append(AuditFile audit, int id, StringBuilder expected) {
        AuditRecord each = Samples.request(id, id, "run " + id);
        expected.append(Samples.chained(expected.toString(), each));
        return audit.append(List.of(each));
    }

    private static AuditSettings readable(Path path, String group) {
        AuditSettings plain = AuditSettings.plain(path);
        return new AuditSettings(
                path,
                Optional.of(group),
                0,
                plain.key(),
                plain.lastHead(),
                plain.heads(),
                plain.incidents(),
                plain.clock());
    }

    private static CompletableFuture<Void> onClosed() throws IOException {
        AuditFile audit = on(new FakeDisk());
        audit.close();
        return audit.append(List.of(Samples.request(1, 1, "a")));
    }

    private static AuditFile on(AuditDisk disk) throws IOException {
        AuditSettings plain = AuditSettings.plain(Path.of("fake"));
        return new AuditFile(
                "fake",
                new ChainWriter(new FakeDisk.Shelf(), disk, Chain.EMPTY, plain),
                () -> {},
                Optional.empty());
    }

    private static AuditDisk counting(AuditDisk disk, AtomicInteger forced) {
        return new AuditDisk() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                disk.write(bytes);
            }

            @Override
            public void force() throws IOException {
                forced.incrementAndGet();
                disk.force();
            }

            @Override
            public long size() throws IOException {
                return disk.size();
            }

            @Override
            public void truncate(long size) throws IOException {
                disk.truncate(size);
            }

            @Override
            public void close() throws IOException {
                disk.close();
            }
        };
    }

    private static void failsWith(String words, CompletableFuture<Void> done) {
        CompletionException e = assertThrows(CompletionException.class, done::join);
        assertInstanceOf(IOException.class, e.getCause());
        assertTrue(e.getCause().getMessage().contains(words), e.getCause().getMessage());
    }

    private static void refused(String words, Path path) {
        IOException e = assertThrows(IOException.class, () -> AuditFile.open(path));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
