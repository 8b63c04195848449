// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.exec.audit.AuditVerifier.Problem;
import dev.x0x.exec.audit.AuditVerifier.Report;
import dev.x0x.exec.audit.AuditVerifier.Wanted;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whatever somebody does to the file afterwards, a reader finds the first place. */
class AuditChainTest {
    private static final MachineKeys MACHINE = MachineKeys.generate(new SecureRandom());
    private static final MachineKeys OTHER = MachineKeys.generate(new SecureRandom());

    @TempDir private Path dir;
    private final List<AuditHead> heads = new CopyOnWriteArrayList<>();
    private final List<String> incidents = new CopyOnWriteArrayList<>();

    private Path log() {
        return dir.resolve("exec.log");
    }

    private AuditSettings settings(MachineKeys keys, long rotateBytes, Optional<AuditHead> last) {
        return new AuditSettings(
                log(),
                Optional.empty(),
                rotateBytes,
                Optional.of(new Key(keys)),
                last,
                heads::add,
                incidents::add,
                InstantSource.system());
    }

    private record Key(MachineKeys keys) implements CheckpointKey {
        @Override
        public MachineId machine() {
            return keys.id();
        }

        @Override
        public byte[] publicKey() {
            return keys.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            return keys.sign(message);
        }
    }

    private AuditFile open() throws IOException {
        return AuditFile.open(settings(MACHINE, 0, Optional.empty()));
    }

    private static void write(AuditFile audit, int from, int to) {
        for (int i = from; i < to; i++) {
            audit.append(List.of(Samples.request(i, i, "run " + i))).join();
        }
    }

    private void written(int records) throws IOException {
        try (AuditFile audit = open()) {
            write(audit, 0, records);
        }
    }

    private static Wanted anything() {
        return new Wanted(Optional.empty(), Optional.empty(), false);
    }

    private Report verify() throws IOException {
        return AuditVerifier.verify(log(), anything());
    }

    private Problem problem(List<String> lines) throws IOException {
        Files.write(log(), lines);
        Report report = verify();
        return report.problem().orElseThrow(() -> new AssertionError("found nothing: " + report));
    }

    @Test
    void what_was_written_verifies_and_is_signed_to_its_end() throws Exception {
        written(600);
        Report report = verify();
        assertEquals(Optional.empty(), report.problem());
        assertEquals(600 + report.checkpoints(), report.records());
        assertTrue(report.checkpoints() >= 4, report::toString); // first, 256, 512 and last
        assertEquals(report.records(), report.signedUpTo());
        assertEquals(Optional.of(MACHINE.id()), report.machine());
        assertEquals(Optional.of(heads.getLast()), report.head());
        assertEquals(List.of(), report.notes());
    }

    @Test
    void every_change_to_any_line_is_found_there() throws Exception {
        written(12);
        List<String> good = Files.readAllLines(log());
        for (int at = 0; at < good.size() - 1; at++) {
            List<String> edited = new ArrayList<>(good);
            edited.set(at, good.get(at).replaceFirst("\"ts_unix_ms\":", "\"ts_unix_ms\":1"));
            assertNear(at, problem(edited));

            List<String> removed = new ArrayList<>(good);
            removed.remove(at);
            assertNear(at, problem(removed));

            List<String> swapped = new ArrayList<>(good);
            swapped.set(at, good.get(at + 1));
            swapped.set(at + 1, good.get(at));
            assertNear(at, problem(swapped));

            List<String> doubled = new ArrayList<>(good);
            doubled.add(at, good.get(at));
            assertNear(at + 1, problem(doubled));

            List<String> added = new ArrayList<>(good);
            added.add(at, "{\"event\":\"started\"}");
            if (at > 0) { // lines of before there was a chain are not in it
                assertNear(at, problem(added));
            }
        }
        Files.write(log(), good);
        assertEquals(Optional.empty(), verify().problem());
    }

    /** In the line itself, or in the next, which names it. */
    private static void assertNear(int index, Problem problem) {
        assertTrue(
                problem.line() == index + 1 || problem.line() == index + 2,
                () -> "line " + (index + 1) + " was changed, found " + problem);
    }

    @Test
    void a_change_that_is_chained_anew_fails_at_the_next_signature() throws Exception {
        written(12);
        List<String> lines = Files.readAllLines(log());
        Problem problem = problem(chainedAnew(lines, 5));
        assertTrue(problem.what().contains("signature does not hold"), problem::toString);

        List<String> unsigned = new ArrayList<>(lines);
        unsigned.removeIf(line -> line.contains("\"checkpoint\""));
        Files.write(log(), chainedAnew(unsigned, 0));
        Report report = verify();
        assertEquals(0, report.checkpoints());
        assertEquals(List.of("records 1 to 12 are not signed yet"), report.notes());
    }

    @Test
    void a_long_part_without_a_checkpoint_is_not_believed() throws Exception {
        try (AuditFile audit = AuditFile.open(log())) {
            for (int i = 0; i < 4_200; i += 100) {
                List<AuditRecord> many = new ArrayList<>();
                for (int j = i; j < i + 100; j++) {
                    many.add(Samples.request(j, j, "a"));
                }
                audit.append(many).join();
            }
        }
        Problem problem = verify().problem().orElseThrow();
        assertTrue(problem.what().contains("carry no checkpoint"), problem::toString);
    }

    /** As somebody would who may write the file and has no key. */
    private static List<String> chainedAnew(List<String> lines, int changed) {
        List<String> out = new ArrayList<>();
        Chain chain = Chain.EMPTY;
        for (int i = 0; i < lines.size(); i++) {
            String open = lines.get(i).replaceFirst(",\"seq\":.*", "");
            if (i == changed) {
                open = open.replaceFirst("\"ts_unix_ms\":", "\"ts_unix_ms\":1");
            }
            byte[] line = chain.close(open.getBytes(StandardCharsets.UTF_8));
            out.add(new String(line, StandardCharsets.UTF_8));
            chain = Chain.after(chain.seq() + 1, line);
        }
        return out;
    }

    @Test
    void another_machines_file_is_not_ours() throws Exception {
        try (AuditFile audit = AuditFile.open(settings(OTHER, 0, Optional.empty()))) {
            write(audit, 0, 3);
        }
        assertEquals(Optional.empty(), verify().problem());
        Wanted ours = new Wanted(Optional.of(MACHINE.id()), Optional.empty(), false);
        Problem problem = AuditVerifier.verify(log(), ours).problem().orElseThrow();
        assertTrue(problem.what().contains("a checkpoint of machine"), problem::toString);
    }

    @Test
    void what_was_cut_from_the_end_is_missed_by_whoever_has_a_later_head() throws Exception {
        written(12);
        List<String> lines = Files.readAllLines(log());
        AuditHead head = heads.getLast();
        Files.write(log(), lines.subList(0, 4));
        assertEquals(Optional.empty(), verify().problem());
        Wanted later = new Wanted(Optional.empty(), Optional.of(head), false);
        Problem problem = AuditVerifier.verify(log(), later).problem().orElseThrow();
        assertEquals("records 5 to " + head.seq() + " were cut from the end", problem.what());

        AuditFile.open(settings(MACHINE, 0, Optional.of(head))).close();
        assertEquals(1, incidents.size(), incidents::toString);
        assertTrue(incidents.getFirst().contains("it was cut or put back"), incidents::toString);
    }

    @Test
    void a_restart_goes_on_with_the_chain_even_after_a_torn_line() throws Exception {
        written(5);
        Files.writeString(log(), Files.readString(log()) + "{\"event\":\"exi");
        try (AuditFile audit = open()) {
            assertTrue(audit.tornTail().isPresent());
            write(audit, 5, 9);
        }
        Report report = verify();
        assertEquals(Optional.empty(), report.problem());
        assertEquals(9 + report.checkpoints(), report.records());
    }

    @Test
    void files_that_are_set_aside_are_one_chain_and_are_read_back() throws Exception {
        try (AuditFile audit = AuditFile.open(settings(MACHINE, 20_000, Optional.empty()))) {
            write(audit, 0, 200);
        }
        List<Path> before = Rotated.before(log());
        assertTrue(before.size() >= 3, before::toString);
        Report report = verify();
        assertEquals(Optional.empty(), report.problem());
        assertEquals(200 + report.checkpoints(), report.records());
        assertEquals(200, AuditFile.readBack(log(), java.time.Instant.EPOCH).requests().size());
        try (AuditFile audit = AuditFile.open(settings(MACHINE, 20_000, Optional.empty()))) {
            write(audit, 200, 210);
        }
        assertEquals(Optional.empty(), verify().problem());

        Path second = before.get(1);
        byte[] kept = Files.readAllBytes(second);
        Files.delete(second);
        Problem missing = verify().problem().orElseThrow();
        assertTrue(missing.what().contains("are missing before it"), missing::toString);
        Files.write(second, kept);
        Files.delete(before.getFirst());
        Problem first = verify().problem().orElseThrow();
        assertTrue(first.what().contains("are not here"), first::toString);
        Wanted part = new Wanted(Optional.of(MACHINE.id()), Optional.empty(), true);
        assertEquals(Optional.empty(), AuditVerifier.verify(log(), part).problem());
    }

    @Test
    void a_file_that_is_removed_or_cut_under_us_is_gone_on_with_and_told() throws Exception {
        try (AuditFile audit = open()) {
            write(audit, 0, 3);
            Files.move(log(), dir.resolve("away"));
            write(audit, 3, 6);
            assertEquals(1, incidents.size(), incidents::toString);
            assertTrue(incidents.getFirst().contains("removed or replaced"), incidents::toString);
            Files.writeString(log(), "");
            write(audit, 6, 9);
            assertEquals(2, incidents.size(), incidents::toString);
            assertTrue(incidents.getLast().contains("was cut from"), incidents::toString);
        }
        Problem problem = verify().problem().orElseThrow();
        assertTrue(problem.what().contains("are not here"), problem::toString);
        Wanted part = new Wanted(Optional.empty(), Optional.empty(), true);
        assertEquals(Optional.empty(), AuditVerifier.verify(log(), part).problem());
    }

    @Test
    void a_write_that_failed_leaves_no_hole() throws Exception {
        FakeDisk disk = new FakeDisk();
        AuditSettings plain = AuditSettings.plain(log());
        ChainWriter chain = new ChainWriter(new FakeDisk.Shelf(), disk, Chain.EMPTY, plain);
        try (AuditFile audit = new AuditFile("fake", chain, () -> {}, Optional.empty())) {
            write(audit, 0, 2);
            disk.failForces(1);
            assertThrows(CompletionException.class, () -> write(audit, 2, 3));
            disk.failWrites(1);
            assertThrows(CompletionException.class, () -> write(audit, 3, 4));
            write(audit, 4, 6);
        }
        Files.writeString(log(), disk.text());
        Report report = verify();
        assertEquals(Optional.empty(), report.problem());
        assertEquals(4, report.records());
    }

    @Test
    void lines_of_before_there_was_a_chain_are_told_apart() throws Exception {
        Files.writeString(log(), "{\"event\":\"started\",\"ts_unix_ms\":1}\n".repeat(3));
        try (AuditFile audit = open()) {
            write(audit, 0, 2);
        }
        Report report = verify();
        assertEquals(Optional.empty(), report.problem());
        assertEquals(3, report.unchained());
        assertEquals(List.of("3 lines of before the chain were not looked at"), report.notes());
    }
}
