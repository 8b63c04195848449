// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.DenialReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a restarted daemon learns from the file. */
class ReadBackTest {
    private static final Instant SINCE = Instant.ofEpochMilli(1000);

    @TempDir private Path dir;

    @Test
    void requests_come_back_with_their_ends() throws Exception {
        AuditRecord.Exit exit = Samples.exit(1005, 2, 7);
        ReadBack back =
                read(
                        print(
                                Samples.request(999, 1, "old"),
                                Samples.exit(1000, 1, 0),
                                Samples.request(1001, 2, "done"),
                                Samples.request(1002, 3, "open"),
                                Samples.request(1003, 4, "no child"),
                                Samples.denial(1004, 4, DenialReason.SPAWN_FAILED),
                                Samples.denial(1004, 9, DenialReason.ARGV_NOT_ALLOWED),
                                exit));
        assertEquals(
                List.of(
                        seen(1001, 2, Optional.of(new ReadBack.End.Exited(exit))),
                        seen(1002, 3, Optional.empty()),
                        seen(
                                1003,
                                4,
                                Optional.of(
                                        new ReadBack.End.Denied(1004, DenialReason.SPAWN_FAILED)))),
                back.requests());
        assertTrue(back.complete());
    }

    @Test
    void an_exit_that_two_could_own_belongs_to_neither() throws Exception {
        ReadBack both =
                read(
                        print(
                                Samples.request(1001, 1, Samples.ALICE, "a"),
                                Samples.request(1002, 1, Samples.BOB, "b"),
                                Samples.exit(1003, 1, 0)));
        assertEquals(2, both.requests().size());
        assertTrue(both.requests().stream().allMatch(each -> each.end().isEmpty()));
        ReadBack afterwards =
                read(
                        print(
                                Samples.request(1001, 1, Samples.ALICE, "a"),
                                Samples.exit(1002, 1, 0),
                                Samples.request(1003, 1, Samples.BOB, "b")));
        assertTrue(afterwards.requests().get(0).end().isPresent());
        assertTrue(afterwards.requests().get(1).end().isEmpty());
    }

    @Test
    void the_unknown_is_passed_over() throws Exception {
        String request = print(Samples.request(1001, 1, "a"));
        ReadBack back =
                read(
                        "{\"event\":\"checkpoint\",\"ts_unix_ms\":1001,\"deep\":{\"a\":[1.5]}}\n"
                                + request.replace("{\"event\"", "{\"seq\":1,\"prev\":{},\"event\"")
                                + "\n"
                                + print(Samples.exit(1002, 1, 5))
                                        .replace("\"exited\"", "\"from_the_future\""));
        assertTrue(back.complete(), back.problems().toString());
        ReadBack.End end = back.requests().getFirst().end().orElseThrow();
        assertEquals(Outcome.FATE_UNKNOWN, ((ReadBack.End.Exited) end).exit().outcome());
    }

    @Test
    void the_fields_own_records_are_understood() throws Exception {
        String request = print(Samples.request(1001, 1, "a")).replaceAll(",\"content.*", "}\n");
        String exit = print(Samples.exit(1002, 1, 5)).replaceAll(",\"outcome.*", "}\n");
        ReadBack back = read(request + exit);
        assertTrue(back.complete(), back.problems().toString());
        ReadBack.Seen seen = back.requests().getFirst();
        assertEquals(Optional.empty(), seen.content());
        assertEquals(
                Outcome.EXITED, ((ReadBack.End.Exited) seen.end().orElseThrow()).exit().outcome());
    }

    @Test
    void what_cannot_be_read_is_admitted() throws Exception {
        String good = print(Samples.request(1001, 1, "a"));
        List<String> bad =
                List.of(
                        "{\"event\":\"requ",
                        "[]",
                        "nonsense",
                        "{}",
                        good.strip() + "{}",
                        good.strip().replace("\"ts_unix_ms\":1001", "\"ts_unix_ms\":\"1001\""),
                        good.strip().replace("\"agent_id\":\"a", "\"agent_id\":\"z"),
                        good.strip().replace("\"event\"", "\"event\":\"exit\",\"event\""),
                        "{\"event\":\"exit\",\"ts_unix_ms\":1001}",
                        "x".repeat(5 << 20));
        for (String each : bad) {
            ReadBack back = read(good + each + "\n" + print(Samples.exit(1002, 1, 0)));
            assertFalse(back.complete(), each);
            assertTrue(back.problems().getFirst().startsWith("line 2: "), each);
            assertTrue(back.requests().getFirst().end().isPresent(), "goes on after " + each);
        }
    }

    @Test
    void what_is_too_old_to_matter_may_be_unreadable() throws Exception {
        ReadBack back =
                read(
                        "nonsense\n"
                                + print(
                                        Samples.request(999, 1, "old"),
                                        Samples.request(1001, 2, "new")));
        assertTrue(back.complete());
        assertEquals(1, back.requests().size());
    }

    @Test
    void an_absent_file_is_an_empty_one() throws Exception {
        ReadBack back = AuditFile.readBack(dir.resolve("none"), SINCE);
        assertEquals(new ReadBack(List.of(), true, List.of()), back);
        assertTrue(read("").complete());
    }

    private ReadBack read(String text) throws IOException {
        return AuditFile.readBack(Files.writeString(dir.resolve("exec.log"), text), SINCE);
    }

    private static ReadBack.Seen seen(long ts, int id, Optional<ReadBack.End> end) {
        return new ReadBack.Seen(
                ts,
                Samples.id(id),
                Samples.ALICE,
                Samples.LAPTOP,
                Optional.of(Samples.CONTENT),
                Optional.of(Samples.CONTENT),
                end);
    }

    private static String print(AuditRecord... records) {
        StringBuilder text = new StringBuilder();
        for (AuditRecord each : records) {
            text.append(new String(AuditLines.open(each), StandardCharsets.UTF_8)).append("}\n");
        }
        return text.toString();
    }
}
