// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.frame;
import static dev.x0x.conformance.hostile.Ground.M1;
import static dev.x0x.conformance.hostile.Ground.M2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** Session records that are forged, repeated or hoarded change nothing (DECISIONS A4, A6, C1). */
class RecordAttacksTest {
    @RegisterExtension static final Fleet fleet = new Fleet();
    static Ground ground;
    static Hostile hostile;

    @BeforeAll
    static void start() throws Exception {
        ground = new Ground(fleet);
        hostile = ground.hostile;
    }

    @AfterAll
    static void stop() throws Exception {
        if (ground != null) {
            ground.end();
        }
    }

    /** Asks for a command and waits until there is a session. */
    private static String opened(ObjectNode open, String... argv) {
        Made asked =
                hostile.seal(
                        M1, ground.bob, List.of(open, frame("request", "argv", List.of(argv))));
        hostile.send(M1, ground.bob, asked);
        hostile.await(M1, asked.id(), "accepted");
        return asked.id();
    }

    private static Made record(String id, List<ObjectNode> frames, Object... more) {
        Made made = hostile.record(id, frames, more);
        hostile.send(M1, ground.bob, made);
        return made;
    }

    private static ObjectNode stdin(int seq, String text) {
        return frame("stdin", "seq", seq, "text", text);
    }

    /** Its output, each piece once: unacknowledged ones come again. */
    private static String stdout(String id) {
        TreeMap<Integer, String> pieces = new TreeMap<>();
        for (JsonNode each : hostile.frames(M1, id, "stdout")) {
            byte[] bytes = HexFormat.of().parseHex(each.get("data").asText());
            pieces.put(each.get("seq").asInt(), new String(bytes, StandardCharsets.UTF_8));
        }
        return String.join("", pieces.values());
    }

    private static String outcome(String id) {
        return hostile.await(M1, id, "detail").get("outcome").asText();
    }

    private static boolean active(String id) {
        JsonNode all = ground.bob.rest().get("/exec/sessions").expect(200).json();
        for (JsonNode each : all.get("active_servers")) {
            if (each.get("request_id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static void cancel(String id) {
        hostile.send(
                M1, ground.bob, hostile.seal(M1, ground.bob, List.of(frame("cancel")), "id", id));
        assertEquals("cancelled", outcome(id));
    }

    @Test
    void a_record_counts_once_within_its_window_and_with_its_tag() throws Exception {
        String token = ground.token();
        String id = opened(frame("open", "text", "abcdefgh"), ground.echo, token);
        record(id, List.of(stdin(0, "XXXX")), "counter", 0, "forged", true);
        record(id, List.of(stdin(0, "XXXX")), "counter", 0, "foreign", true);
        record(id, List.of(stdin(0, "XXXX")), "counter", 0, "echo", 1000);
        Made first = hostile.record(id, List.of(stdin(0, "abcd")), "counter", 5);
        hostile.send(M1, ground.bob, first, "times", 3);
        hostile.send(M2, ground.bob, first);
        record(id, List.of(stdin(1, "XXXX")), "counter", 5);
        record(id, List.of(frame("lease")), "counter", 2000);
        record(id, List.of(stdin(1, "XXXX")), "counter", 976);
        record(id, List.of(stdin(1, "XXXX")), "counter", 2000);
        record(id, List.of(stdin(1, "efgh"), frame("stdin_end")), "counter", 977);
        assertEquals("exited", outcome(id));
        assertEquals("abcdefgh", stdout(id));
        assertEquals(1, ground.runs(token));
        assertEquals(List.of("request", "started", "exit"), ground.bob.audit().events(id));
    }

    @Test
    void frames_that_belong_in_no_record_drop_it_whole() throws Exception {
        String token = ground.token();
        String id = opened(frame("open", "text", "abcd"), ground.echo, token);
        List<List<ObjectNode>> units =
                List.of(
                        List.of(stdin(0, "XXXX"), frame("cancel")),
                        List.of(stdin(0, "XXXX"), frame("query")),
                        List.of(stdin(0, "XXXX"), frame("open")),
                        List.of(stdin(0, "XXXX"), frame("request", "argv", List.of("/bin/true"))),
                        List.of(stdin(0, "XXXX"), frame("stdout", "text", "X")),
                        List.of(stdin(0, "XXXX"), frame("started")),
                        List.of(stdin(0, "XXXX"), frame("exit")),
                        List.of(stdin(0, "XXXX"), frame("accepted")),
                        List.of(
                                stdin(0, "XXXX"),
                                frame("lease", "id", "00112233445566778899aabbccddeeff")));
        for (List<ObjectNode> unit : units) {
            record(id, unit);
        }
        record(id, List.of(stdin(0, "abcd"), frame("stdin_end")));
        assertEquals("exited", outcome(id));
        assertEquals("abcd", stdout(id));
        assertEquals(1, ground.runs(token));
    }

    @Test
    void only_echoes_of_new_records_keep_a_command_alive() throws Exception {
        ObjectNode open = frame("open", "lease_ms", 4000);
        String silent = opened(open, ground.hold, ground.token());
        String hoarder = opened(open, ground.hold, ground.token());
        String liar = opened(open, ground.hold, ground.token());
        String repeater = opened(open, ground.hold, ground.token());
        String honest = opened(open, ground.hold, ground.token());
        List<ObjectNode> lease = List.of(frame("lease"));
        record(hoarder, lease);
        hostile.await(M1, hoarder, "started");
        List<Made> hoard = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            hoard.add(hostile.record(hoarder, lease));
        }
        Made same = record(repeater, lease);
        List<String> lost = List.of(silent, hoarder, liar, repeater);
        long[] next = {System.nanoTime()};
        Await.until(
                "four commands end",
                () -> {
                    if (System.nanoTime() - next[0] > 0) {
                        next[0] += Duration.ofMillis(250).toNanos();
                        hostile.heard(M1);
                        record(honest, lease);
                        record(liar, lease, "echo", 1_000_000);
                        hostile.send(M1, ground.bob, same);
                        if (!hoard.isEmpty()) {
                            hostile.send(M1, ground.bob, hoard.removeFirst());
                        }
                    }
                    return lost.stream().allMatch(id -> !hostile.frames(M1, id, "exit").isEmpty());
                });
        for (String each : lost) {
            assertEquals("lease_expired", outcome(each));
        }
        assertTrue(active(honest), "a caller that echoes keeps its command");
        cancel(honest);
    }

    @Test
    void sessions_of_others_cannot_be_ended_or_asked_about() throws Exception {
        String token = ground.token();
        String id = opened(frame("open"), ground.hold, token);
        for (String by : List.of(M2, Ground.M3)) {
            for (String ask : List.of("cancel", "query")) {
                hostile.send(
                        by,
                        ground.bob,
                        hostile.seal(by, ground.bob, List.of(frame(ask)), "id", id));
            }
            assertEquals(List.of(), hostile.heardOf(by, id));
        }
        ground.barrier();
        assertTrue(active(id));
        assertEquals(List.of(), hostile.heardOf(M2, id));
        assertEquals(List.of(), hostile.heardOf(Ground.M3, id));
        cancel(id);
    }

    @Test
    void stdin_that_is_not_what_open_says_does_not_run() throws Exception {
        List<String> refused = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        Object[][] lies = {
            {frame("open", "text", "abc"), "abcd"}, // total
            {frame("open", "text", "abcd"), "abcx"}, // digest
            {frame("open", "text", "abcd", "stdin_total", -1), "abcd"},
            {frame("open", "text", "abcd", "bad_key", true), "abcd"},
        };
        for (Object[] lie : lies) {
            String token = ground.token();
            tokens.add(token);
            Made asked =
                    hostile.seal(
                            M1,
                            ground.bob,
                            List.of(
                                    (ObjectNode) lie[0],
                                    frame(
                                            "request",
                                            "argv",
                                            List.of(ground.echo, token),
                                            "text",
                                            lie[1])));
            hostile.send(M1, ground.bob, asked);
            refused.add(asked.id());
        }
        String[][] streamed = {
            {"abcdefgh", "abcd", "efgX"}, {"abcd", "abcd", "efgh"}, {"", "abcd", "efgh"}
        };
        for (String[] lie : streamed) {
            String token = ground.token();
            tokens.add(token);
            ObjectNode open =
                    frame(
                            "open",
                            "text",
                            lie[0],
                            "stdin_total",
                            lie[0].isEmpty() ? 4 : lie[0].length());
            String id = opened(open, ground.echo, token);
            record(id, List.of(stdin(0, lie[1])));
            record(id, List.of(stdin(1, lie[2]), frame("stdin_end")));
            refused.add(id);
        }
        for (String id : refused) {
            assertEquals(
                    "malformed_frame", hostile.await(M1, id, "exit").path("denial").asText(), id);
        }
        for (String token : tokens) {
            assertEquals(0, ground.runs(token));
        }
    }
}
