// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What of a record people see, and which requests a filter takes. */
class AuditLineTest {
    private static final String ALICE = "a".repeat(64);
    private static final String BOB = "b".repeat(64);

    private static AuditLine line(String json) {
        return AuditLine.of(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static AuditLine request(String id, String agent) {
        return line(
                "{\"event\":\"request\",\"ts_unix_ms\":1000,\"request_id\":\"%s\",\"agent_id\":\"%s\",\"machine_id\":\"m\",\"argv\":[\"df\",\"-h\"],\"matched_acl\":\"disk\"}"
                        .formatted(id, agent));
    }

    private static AuditLine exit(String id, String outcome) {
        return line(
                "{\"event\":\"exit\",\"ts_unix_ms\":2000,\"request_id\":\"%s\",\"code\":0,\"signal\":null,\"duration_ms\":7,\"stdout_bytes\":3,\"stderr_bytes\":0,\"truncated\":true,\"outcome\":\"%s\"}"
                        .formatted(id, outcome));
    }

    @Test
    void each_record_is_a_line_of_words() {
        assertEquals(
                "1970-01-01T00:00:01Z  r1  request  df -h  by aaaaaaaaaaaa on m  allowed by `disk`",
                request("r1", ALICE).page());
        assertEquals(
                "1970-01-01T00:00:02Z  r1  exit  exited  code 0  7 ms  out 3  err 0  cut",
                exit("r1", "exited").page());
        assertEquals(
                "1970-01-01T00:00:00Z  " + "-".repeat(32) + "  checkpoint  signed to record 9",
                line("{\"event\":\"checkpoint\",\"seq\":9,\"request_id\":null}").page());
    }

    @Test
    void hostile_words_stay_in_their_line() {
        AuditLine hostile =
                line("{\"event\":\"denial\",\"reason\":\"\\u001b[2J\\n\",\"argv\":[\"a\\nb\"]}");
        assertFalse(hostile.page().contains("\u001b"), hostile.page());
        assertFalse(hostile.page().contains("\n"), hostile.page());
        assertEquals(Optional.empty(), AuditLine.of("{\"event\"".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Optional.empty(), AuditLine.of("[]".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_filter_takes_all_of_a_request_or_nothing() {
        List<AuditLine> all =
                List.of(
                        request("r1", ALICE),
                        request("r2", BOB),
                        exit("r1", "exited"),
                        exit("r2", "timed_out"));
        assertEquals(List.of("r1", "r1"), taken(all, none("aaaa", null)));
        assertEquals(List.of("r2", "r2"), taken(all, none(null, "timed_out")));
        assertEquals(List.of(), taken(all, none("aaaa", "timed_out")));
        var late =
                new AuditFilter(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Instant.ofEpochMilli(1500)),
                        Optional.empty());
        assertEquals(List.of("r1", "r2"), taken(all, late));
        assertTrue(none(null, null).everything());
    }

    private static AuditFilter none(String agent, String outcome) {
        return new AuditFilter(
                Optional.empty(),
                Optional.ofNullable(agent),
                Optional.empty(),
                Optional.ofNullable(outcome));
    }

    private static List<String> taken(List<AuditLine> all, AuditFilter filter) {
        var wanted = filter.new Wanted();
        all.forEach(wanted::look);
        return all.stream().filter(wanted::has).map(line -> line.request().orElse("-")).toList();
    }
}
