// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.frame;
import static dev.x0x.conformance.hostile.Ground.M1;
import static dev.x0x.conformance.hostile.Ground.M2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;
import dev.x0x.conformance.harness.Hostile.Self;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Who is answered and who is met with silence (DECISIONS B2), and what is no exec message. */
class AnsweringTest {
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

    /** A request of this machine's agent; its id. */
    private static String asks(String by, String token) {
        Made asked = hostile.seal(by, ground.bob, ground.counting(token));
        hostile.send(by, ground.bob, asked);
        return asked.id();
    }

    private static String denial(String by, String id) {
        return hostile.await(by, id, "exit").path("denial").asText();
    }

    @Test
    void a_contact_that_is_not_accepted_is_always_told() throws Exception {
        Self known = hostile.machine("known", "known");
        ground.bob.imports(known.link(), "known");
        hostile.dials(ground.bob, "known");
        for (int i = 0; i < 3; i++) {
            String token = ground.token();
            String id = asks("known", token);
            assertEquals("trust_rejected", denial("known", id));
            assertEquals(0, ground.runs(token));
            assertEquals(List.of("denial"), ground.bob.audit().events(id));
        }
    }

    @Test
    void a_contact_without_an_entry_is_told_so() throws Exception {
        String token = ground.token();
        String id = asks(M2, token);
        assertEquals("agent_machine_not_in_acl", denial(M2, id));
        assertEquals(0, ground.runs(token));
    }

    @Test
    void a_blocked_agent_hears_nothing() throws Exception {
        Self blocked = hostile.machine("blocked", "blocked");
        ground.bob.imports(blocked.link(), "known");
        hostile.dials(ground.bob, "blocked");
        assertEquals("trust_rejected", denial("blocked", asks("blocked", ground.token())));
        ground.bob
                .rest()
                .post(
                        "/contacts/trust",
                        "{\"agent_id\":\"%s\",\"level\":\"blocked\"}".formatted(blocked.agentId()))
                .expect(200);
        String token = ground.token();
        String id = asks("blocked", token);
        ground.barrier();
        ground.nothingOf("blocked", token, id);
        assertEquals(List.of(), hostile.heardOf("blocked", id));
    }

    @Test
    void strangers_are_told_once_a_minute_and_ten_times_in_all() throws Exception {
        List<String> strangers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            strangers.add("stranger" + i);
            hostile.machine("stranger" + i, "stranger" + i);
        }
        hostile.dials(ground.bob, strangers.toArray(String[]::new));
        Map<String, List<String>> asked = new HashMap<>();
        String token = ground.token();
        long before = rejected();
        long began = System.nanoTime();
        for (String each : strangers) { // twice each, before the ten are used up
            for (int time = 0; time < 2; time++) {
                asked.computeIfAbsent(each, _ -> new ArrayList<>()).add(asks(each, token));
            }
        }
        ground.barrier();
        Await.until("all of them were judged", () -> rejected() - before >= 24);
        Await.until("ten refusals", () -> refused(asked) >= 10);
        ground.barrier();
        assertTrue(System.nanoTime() - began < 60_000_000_000L, "too slow to be judged");
        assertEquals(10, refused(asked));
        // who is told is recorded first, and the barrier's record came after
        assertEquals(
                10,
                ground.bob.audit().lines().stream()
                        .filter(line -> line.get("event").asText().equals("denial"))
                        .filter(
                                line ->
                                        asked.values().stream()
                                                .anyMatch(
                                                        ids ->
                                                                ids.contains(
                                                                        line.get("request_id")
                                                                                .asText())))
                        .count());
        for (Map.Entry<String, List<String>> each : asked.entrySet()) {
            assertTrue(answered(each.getKey(), each.getValue()) <= 1, each.getKey());
        }
        assertEquals(0, ground.runs(token));
    }

    private static long rejected() {
        return ground.bob
                .rest()
                .get("/diagnostics/exec")
                .expect(200)
                .json()
                .at("/totals/denial_breakdown/trust_rejected")
                .asLong();
    }

    private static long refused(Map<String, List<String>> asked) {
        return asked.entrySet().stream()
                .mapToLong(each -> answered(each.getKey(), each.getValue()))
                .sum();
    }

    private static long answered(String by, List<String> ids) {
        return ids.stream()
                .filter(
                        id ->
                                hostile.frames(by, id, "exit").stream()
                                        .anyMatch(
                                                exit ->
                                                        exit.path("denial")
                                                                .asText()
                                                                .equals("trust_rejected")))
                .count();
    }

    @Test
    void units_that_are_no_request_are_recorded_and_not_answered() throws Exception {
        ObjectNode open = frame("open");
        ObjectNode request = frame("request", "argv", List.of(ground.count, "1"));
        List<List<ObjectNode>> units =
                List.of(
                        List.of(request),
                        List.of(open),
                        List.of(request, open),
                        List.of(open, request, frame("query")),
                        List.of(open, request, request),
                        List.of(open, request, open, request),
                        List.of(open, frame("cancel")),
                        List.of(frame("cancel"), frame("cancel")),
                        List.of(frame("lease")),
                        List.of(frame("stdin", "text", "x")),
                        List.of(frame("stdin_end")),
                        List.of(frame("ack", "stream", "stdout")),
                        List.of(
                                frame("open"),
                                frame(
                                        "request",
                                        "argv",
                                        List.of(ground.count, "1"),
                                        "id",
                                        "00112233445566778899aabbccddeeff")));
        long before = malformed();
        List<Made> wrong = new ArrayList<>();
        for (List<ObjectNode> unit : units) {
            Made made = hostile.seal(M1, ground.bob, unit);
            wrong.add(made);
            hostile.send(M1, ground.bob, made);
        }
        Made garbage = hostile.seal(M1, ground.bob, List.of(open, request), "garbage", 1);
        hostile.send(M1, ground.bob, garbage);
        wrong.add(garbage);
        List<String> answers = new ArrayList<>();
        for (List<ObjectNode> unit :
                List.of(
                        List.of(frame("started")),
                        List.of(frame("exit")),
                        List.of(frame("stdout", "text", "x")),
                        List.of(frame("accepted")))) {
            Made made = hostile.seal(M1, ground.bob, unit);
            answers.add(made.id());
            hostile.send(M1, ground.bob, made);
        }
        ground.barrier();
        Await.until("each is in the audit", () -> malformed() == before + wrong.size());
        assertEquals(0, ground.runs("1"));
        for (Made each : wrong) {
            assertEquals(List.of(), hostile.heardOf(M1, each.id()), each.toString());
        }
        for (String each : answers) {
            assertEquals(List.of(), hostile.heardOf(M1, each));
            assertEquals(List.of(), ground.bob.audit().events(each));
        }
        // The id is not used up: a request as it should be runs.
        String token = ground.token();
        Made genuine =
                hostile.seal(M1, ground.bob, ground.counting(token), "id", wrong.getFirst().id());
        hostile.send(M1, ground.bob, genuine);
        hostile.await(M1, genuine.id(), "exit");
        assertEquals(1, ground.runs(token));
    }

    private static long malformed() throws IOException {
        return ground.bob.audit().lines().stream()
                .filter(l -> l.path("reason").asText().equals("malformed_frame"))
                .count();
    }

    @Test
    void what_begins_as_exec_is_never_plain_mail() throws Exception {
        try (Socket events = ground.bob.rest().connect()) {
            StringWriter heard = listen(events);
            byte[] prefix = "x0x-exec-v1\0".getBytes(StandardCharsets.US_ASCII);
            String garbage = HexFormat.of().formatHex(prefix) + "ffff";
            for (String each : List.of(garbage, HexFormat.of().formatHex(prefix))) {
                hostile.send(M1, ground.bob, hostile.seal(M1, ground.bob, List.of(), "data", each));
            }
            ground.barrier();
            Made plain = hostile.seal(M1, ground.bob, List.of(), "text", "good morning");
            hostile.send(M1, ground.bob, plain);
            String told = base64("good morning");
            Await.until("the plain message", () -> heard.toString().contains(told));
            hostile.awaitHeard(
                    M1,
                    "its acknowledgement",
                    each -> each.path("of").asText().equals(plain.sha256()));
            assertFalse(heard.toString().contains(base64("x0x-exec")), heard.toString());
        }
    }

    /** Without the last group, which depends on what follows. */
    private static String base64(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(bytes).substring(0, bytes.length / 3 * 4);
    }

    private static StringWriter listen(Socket events) throws IOException {
        String ask =
                "GET /direct/events HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(ground.bob.rest().authority(), ground.bob.rest().token());
        events.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
        events.getOutputStream().flush();
        StringWriter heard = new StringWriter();
        Thread.ofVirtual().start(() -> copy(events, heard));
        Await.until("the event stream", () -> heard.toString().contains(" 200 "));
        return heard;
    }

    private static void copy(Socket from, StringWriter to) {
        try {
            InputStream in = from.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                to.write(b);
            }
        } catch (IOException e) {
            to.append(" (closed)");
        }
    }

    @Test
    void links_of_another_network_do_not_come_up() throws Exception {
        hostile.machine("lost", "lost", "elsewhere");
        assertThrows(AssertionError.class, () -> hostile.dials(ground.bob, "lost"));
    }

    @Test
    void frames_that_are_nothing_are_passed_over() throws Exception {
        for (int length : new int[] {0, 1, 150, 2_200, 70_000}) {
            hostile.ask(Hostile.line("raw", "by", M1, "to", ground.bob.name(), "zeros", length));
        }
        ground.barrier();
    }
}
