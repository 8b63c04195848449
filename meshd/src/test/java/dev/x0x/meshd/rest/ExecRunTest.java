// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code POST /exec/run}, in both forms. */
final class ExecRunTest {
    private static final String RUN = "/exec/run";
    private static final String STREAM = "/exec/run?stream=sse";
    private static final String ASK = "{\"agent_id\":\"" + RestRig.A + "\",\"argv\":[\"id\"]}";

    @TempDir Path dataDir;
    private RestRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new RestRig(dataDir);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void the_least_one_can_ask() throws Exception {
        rig.post(RUN, ASK);
        ExecAsk asked = rig.doors.exec.asked.take();
        assertEquals(FakeDoors.agent(0xaa), asked.agent());
        assertEquals(List.of("id"), asked.argv());
        assertEquals(Duration.ofSeconds(30), asked.timeout());
        assertEquals(0, asked.stdin().length);
        assertEquals(Optional.empty(), asked.machine());
        assertEquals(Optional.empty(), asked.cwd());
        assertEquals(Optional.empty(), asked.requestId());
    }

    @Test
    void all_one_can_ask_and_null_is_absent() throws Exception {
        String ids = "\"machine_id\":\"%s\",\"request_id\":\"%s\"".formatted(RestRig.M, RestRig.R);
        String rest = "\"timeout_ms\":1500,\"stdin_b64\":\"AAEC\",\"cwd\":\"/\"";
        rig.post(RUN, ASK.replace("}", "," + ids + "," + rest + "}"));
        ExecAsk asked = rig.doors.exec.asked.take();
        assertEquals(Optional.of(FakeDoors.machine(0xcc)), asked.machine());
        assertEquals(RestRig.R, asked.requestId().orElseThrow().hex());
        assertEquals(Duration.ofMillis(1500), asked.timeout());
        assertArrayEquals(new byte[] {0, 1, 2}, asked.stdin());
        assertEquals(Optional.of("/"), asked.cwd());
        String nulls = "\"timeout_ms\":null,\"stdin_b64\":null,\"cwd\":null,\"machine_id\":null";
        rig.post(RUN, ASK.replace("}", "," + nulls + "}"));
        asked = rig.doors.exec.asked.take();
        assertEquals(Duration.ofSeconds(30), asked.timeout());
        assertEquals(Optional.empty(), asked.cwd());
    }

    @Test
    void a_plain_answer_has_every_field_in_its_place() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    stream.started(7);
                    stream.output(StdStream.STDOUT, new byte[] {'h'});
                    stream.output(StdStream.STDERR, new byte[] {'e'});
                    stream.output(StdStream.STDOUT, new byte[] {'i'});
                    return FakeExec.end(Outcome.EXITED);
                };
        RawHttp.Answer answer = rig.post(RUN, ASK);
        assertEquals(200, answer.status());
        assertEquals("application/json", answer.header("Content-Type"));
        assertEquals(
                ("{'ok':true,'request_id':'00000000000000000000000000000000','code':0,"
                                + "'signal':null,'duration_ms':7,'stdout_b64':'aGk=',"
                                + "'stderr_b64':'ZQ==','stdout_bytes_total':0,"
                                + "'stderr_bytes_total':0,'truncated':false,'denial_reason':null,"
                                + "'warnings':[],'outcome':'exited'}")
                        .replace('\'', '"'),
                answer.text());
    }

    @Test
    void a_denial_is_an_answer_like_any_other() throws Exception {
        rig.doors.exec.script =
                (ask, stream) ->
                        new ExecEnd(
                                FakeExec.ID,
                                OptionalInt.empty(),
                                OptionalInt.of(9),
                                Duration.ZERO,
                                1,
                                2,
                                true,
                                Optional.of(DenialReason.ARGV_NOT_ALLOWED),
                                List.of("w \ud800"),
                                Outcome.DENIED);
        RawHttp.Answer answer = rig.post(RUN, ASK);
        assertEquals(200, answer.status());
        assertEquals("argv_not_allowed", answer.json().get("denial_reason").textValue());
        assertTrue(answer.json().get("code").isNull());
        assertEquals(9, answer.json().get("signal").intValue());
        assertEquals("w ?", answer.json().get("warnings").get(0).textValue());
    }

    @Test
    void much_output_comes_back_whole_and_leaves_no_file() throws Exception {
        byte[] chunk = new byte[48 << 10];
        new Random(1).nextBytes(chunk);
        int chunks = 1400; // 65 MiB
        rig.doors.exec.script =
                (ask, stream) -> {
                    for (int i = 0; i < chunks; i++) {
                        stream.output(StdStream.STDOUT, chunk.clone());
                    }
                    return FakeExec.end(Outcome.EXITED);
                };
        String text = rig.post(RUN, ASK).text();
        int from = text.indexOf("\"stdout_b64\":\"") + 14;
        byte[] out = Base64.getDecoder().decode(text.substring(from, text.indexOf('"', from)));
        assertEquals(chunks * chunk.length, out.length);
        for (int i = 0; i < chunks; i++) {
            int at = i * chunk.length;
            assertTrue(Arrays.equals(out, at, at + chunk.length, chunk, 0, chunk.length), "" + i);
        }
        assertEquals(List.of("api-token", "api.port"), names());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(dataDir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void no_answer_is_504_with_the_id_and_what_is_known() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    throw new NoAnswerException(FakeExec.ID);
                };
        for (String path : List.of(RUN, STREAM)) {
            JsonNode refusal = rig.refusal(path, ASK, 504);
            assertEquals("fate_unknown", refusal.get("outcome").textValue());
            assertEquals(FakeExec.ID.hex(), refusal.get("request_id").textValue());
            assertFalse(refusal.get("ok").booleanValue());
        }
    }

    @Test
    void what_a_door_refuses_keeps_its_code() throws Exception {
        for (RefusedException.Sort sort : RefusedException.Sort.values()) {
            rig.doors.exec.script =
                    (ask, stream) -> {
                        throw new RefusedException(sort, "not_sent", "no link");
                    };
            for (String path : List.of(RUN, STREAM)) {
                RawHttp.Answer answer = rig.post(path, ASK);
                assertEquals(sort.status(), answer.status());
                assertEquals(
                        "{\"ok\":false,\"error\":\"not_sent\",\"detail\":\"no link\"}",
                        answer.text());
            }
        }
    }

    @Test
    void our_own_mistakes_say_nothing() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    throw new IllegalStateException("the secret of " + RestRig.class);
                };
        for (String path : List.of(RUN, STREAM)) {
            RawHttp.Answer answer = rig.post(path, ASK);
            assertEquals(500, answer.status());
            assertEquals("{\"ok\":false,\"error\":\"internal error\"}", answer.text());
        }
        rig.doors.exec.script =
                (ask, stream) -> {
                    throw new AssertionError("the secret");
                };
        assertEquals(500, rig.post(RUN, ASK).status());
        rig.doors.broken = new IllegalStateException("the secret");
        assertEquals("{\"ok\":false,\"error\":\"internal error\"}", rig.get("/health").text());
    }

    /** Events of a stream as "name data". */
    private static List<String> events(String text) {
        List<String> events = new ArrayList<>();
        for (String block : text.split("\n\n", -1)) {
            if (!block.isEmpty()) {
                String[] lines = block.split("\n", -1);
                assertEquals(2, lines.length, block);
                events.add(
                        lines[0].substring("event: ".length())
                                + " "
                                + lines[1].substring("data: ".length()).replace('"', '\''));
            }
        }
        return events;
    }

    @Test
    void events_come_in_order_and_name_everything() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    stream.started(7);
                    stream.output(StdStream.STDOUT, "a\n\nb".getBytes(StandardCharsets.UTF_8));
                    stream.output(StdStream.STDERR, new byte[] {'e'});
                    stream.output(StdStream.STDOUT, new byte[] {'c'});
                    stream.warning(WarningKind.STDOUT_CAP_HIT, "cap\nhit");
                    return FakeExec.end(Outcome.EXITED);
                };
        RawHttp.Answer answer = rig.post(STREAM, ASK);
        assertEquals(200, answer.status());
        assertEquals("text/event-stream", answer.header("Content-Type"));
        List<String> events = events(answer.text());
        assertEquals(
                List.of(
                        "accepted {'request_id':'00000000000000000000000000000000'}",
                        "started {'pid':7}",
                        "stdout {'seq':0,'data_b64':'YQoKYg=='}",
                        "stderr {'seq':0,'data_b64':'ZQ=='}",
                        "stdout {'seq':1,'data_b64':'Yw=='}",
                        "warning {'kind':'stdout_cap_hit','message':'cap\\nhit'}"),
                events.subList(0, 6));
        assertTrue(events.get(6).startsWith("end {'ok':true,'request_id':'0000"), events.get(6));
        assertTrue(events.get(6).contains("'stdout_b64':null,'stderr_b64':null"), events.get(6));
        assertEquals(7, events.size());
    }

    @Test
    void an_event_is_there_before_the_next_happens() throws Exception {
        var seen = new CountDownLatch(1);
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    assertTrue(seen.await(10, TimeUnit.SECONDS));
                    return FakeExec.end(Outcome.EXITED);
                };
        try (RawHttp http = rig.connect()) {
            http.write(rig.request("POST", STREAM, ASK));
            assertEquals(200, http.head().status());
            String first = http.event();
            assertTrue(first.startsWith("event: accepted\n"), first);
            seen.countDown();
            assertTrue(http.event().startsWith("event: end\n"));
            assertTrue(http.ended());
        }
    }

    @Test
    void what_goes_wrong_after_the_first_event_is_an_event() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    throw new NoAnswerException(FakeExec.ID);
                };
        List<String> events = events(rig.post(STREAM, ASK).text());
        assertTrue(events.get(1).startsWith("end {'ok':true"), events.get(1));
        assertTrue(events.get(1).contains("'outcome':'fate_unknown'"), events.get(1));
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    throw new RefusedException(
                            RefusedException.Sort.NOT_SENT, "not_sent", "no link");
                };
        assertEquals(
                "error {'ok':false,'error':'not_sent','detail':'no link',"
                        + "'request_id':'00000000000000000000000000000000'}",
                events(rig.post(STREAM, ASK).text()).get(1));
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    throw new IllegalStateException("the secret");
                };
        assertTrue(
                events(rig.post(STREAM, ASK).text())
                        .get(1)
                        .startsWith("error {'ok':false,'error':'internal error'"));
    }
}
