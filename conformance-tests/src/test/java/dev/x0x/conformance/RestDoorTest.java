// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.AnswerShape;
import dev.x0x.conformance.harness.Cards;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.EventReader;
import dev.x0x.conformance.harness.EventReader.Event;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The local API: who gets in, what is refused and how, and that its answers are as promised. */
class RestDoorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_ID = "ab".repeat(16);

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        String loud = bob.script("loud.sh", "head -c 3000 /dev/zero; exit 3\n");
        bob.acl(
                Acl.enabled()
                        .set("max_stdout_bytes", 2000)
                        .allow(
                                alice,
                                List.of(
                                        List.of("/bin/true"),
                                        List.of(loud),
                                        List.of("/bin/sleep", "<INT>"))));
        bob.start();
        fleet.introduce(alice, bob);
        assertEquals(3, alice.run(Command.on(bob, loud)).code());
        assertEquals("denied", alice.run(Command.on(bob, "/bin/false")).outcome());
    }

    // --- who gets in

    @Test
    void without_the_token_nothing_but_health() {
        String token = alice.rest().token();
        for (String header :
                List.of(
                        "",
                        "Bearer",
                        "Bearer ",
                        "Bearer " + token.substring(1),
                        "Bearer " + token + "0",
                        "Bearer " + "0".repeat(64),
                        "Bearer  " + token,
                        "bearer " + token,
                        "Basic " + token,
                        token)) {
            for (String path : List.of("/agent", "/exec/sessions", "/no/such/call", "/")) {
                Answer answer = alice.rest().bare(path, with(header).GET());

                refused(answer, 401, header + " " + path);
                AnswerShape.check("error-unauthorized", answer.json());
            }
            assertEquals(200, alice.rest().bare("/health", with(header).GET()).status());
        }
        refused(alice.rest().bare("/agent?token=" + token, with("").GET()), 401, "in the query");
    }

    @Test
    void a_token_is_compared_to_the_letter_on_a_connection_that_knew_it_too() throws Exception {
        String token = alice.rest().token();
        String request = "GET /agent HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n%s\r\n";
        String right = request.formatted(alice.rest().authority(), "Bearer " + token, "");
        for (String wrong :
                List.of("Bearer " + token.toUpperCase(Locale.ROOT), "bearer " + token)) {
            String last =
                    request.formatted(alice.rest().authority(), wrong, "Connection: close\r\n");

            String answers = exchange(right + last, text -> false);

            assertTrue(answers.startsWith("HTTP/1.1 200"), answers);
            assertTrue(answers.contains("HTTP/1.1 401"), wrong + " was let in");
        }
    }

    @Test
    void with_the_token_an_unknown_path_is_not_found_and_a_wrong_method_says_so() {
        refused(alice.rest().get("/no/such/call"), 404, "unknown path");
        refused(alice.rest().get("/agent/"), 404, "trailing slash");
        refused(alice.rest().get("/exec/run"), 405, "GET of a POST");
        refused(alice.rest().call("DELETE", "/agent", null), 405, "DELETE of a GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "attacker.example:12700",
                "127.0.0.1.example.org",
                "localhost.example.org",
                "192.0.2.7:12700",
                "[2001:db8::1]:12700"
            })
    void a_name_that_is_not_ours_is_refused_even_with_the_token(String host) throws Exception {
        Answer answer =
                raw(
                        "GET /agent HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                                        .formatted(host, alice.rest().token())
                                + "Connection: close\r\n\r\n");

        assertTrue(answer.status() == 421 || answer.status() == 403, answer.toString());
        refused(answer, answer.status(), host);
        assertFalse(answer.body().contains(alice.agentId()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "http://localhost:12700",
                "http://127.0.0.1.example.org",
                "null",
                "file://"
            })
    void a_page_that_is_not_ours_is_refused_even_with_the_token(String origin) throws Exception {
        Answer answer =
                raw(
                        "GET /agent HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nAuthorization: Bearer %s\r\n"
                                        .formatted(
                                                alice.rest().authority(),
                                                origin,
                                                alice.rest().token())
                                + "Connection: close\r\n\r\n");

        refused(answer, 403, origin);
        assertFalse(answer.body().contains(alice.agentId()));
    }

    // --- what is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    nothing              |
                    not an object        | []
                    cut short            | {"agent_id":"A","argv":["/bin/true"]
                    no JSON at all       | hello
                    something behind     | {"agent_id":"A","argv":["/bin/true"]} {}
                    a comma behind       | {"agent_id":"A","argv":["/bin/true"],}
                    a field twice        | {"agent_id":"A","argv":["/bin/true"],"argv":["/bin/false"]}
                    an unknown field     | {"agent_id":"A","argv":["/bin/true"],"shell":true}
                    another case         | {"Agent_id":"A","argv":["/bin/true"]}
                    no agent             | {"argv":["/bin/true"]}
                    no argv              | {"agent_id":"A"}
                    empty argv           | {"agent_id":"A","argv":[]}
                    null argv            | {"agent_id":"A","argv":null}
                    argv is text         | {"agent_id":"A","argv":"/bin/true"}
                    argv of numbers      | {"agent_id":"A","argv":["/bin/sleep",1]}
                    argv with a null     | {"agent_id":"A","argv":["/bin/true",null]}
                    half a surrogate     | {"agent_id":"A","argv":["\\ud800"]}
                    short agent          | {"agent_id":"abcd","argv":["/bin/true"]}
                    agent is a number    | {"agent_id":7,"argv":["/bin/true"]}
                    timeout is text      | {"agent_id":"A","argv":["/bin/true"],"timeout_ms":"5"}
                    timeout is negative  | {"agent_id":"A","argv":["/bin/true"],"timeout_ms":-1}
                    timeout is a half    | {"agent_id":"A","argv":["/bin/true"],"timeout_ms":1.5}
                    timeout is too large | {"agent_id":"A","argv":["/bin/true"],"timeout_ms":4294967296}
                    timeout is absurd    | {"agent_id":"A","argv":["/bin/true"],"timeout_ms":1e999}
                    stdin is no base64   | {"agent_id":"A","argv":["/bin/true"],"stdin_b64":"?"}
                    stdin half a group   | {"agent_id":"A","argv":["/bin/true"],"stdin_b64":"YQ"}
                    short request id     | {"agent_id":"A","argv":["/bin/true"],"request_id":"ab"}
                    nested               | {"agent_id":"A","argv":[[[[[[[[[[[["x"]]]]]]]]]]]]}
                    """)
    void a_body_that_is_not_what_was_asked_for(String what, String body) {
        String json = body == null ? "" : body.replace("\"A\"", '"' + bob.agentId() + '"');

        Answer answer = alice.rest().post("/exec/run", json);

        assertTrue(answer.status() == 400 || answer.status() == 415, what + ": " + answer);
        refused(answer, answer.status(), what);
        assertFalse(answer.text("error").isBlank());
    }

    @Test
    void a_null_means_absent() {
        String body =
                "{\"agent_id\":\"%s\",\"argv\":[\"/bin/true\"],\"timeout_ms\":null,\"stdin_b64\":null,\"cwd\":null,\"request_id\":null}"
                        .formatted(bob.agentId());

        assertEquals(
                0, alice.rest().post("/exec/run", body).expect(200).json().get("code").asInt());
    }

    @Test
    void a_body_that_is_not_declared_as_json_is_refused() {
        String body = Command.on(bob, "/bin/true").json();
        Answer answer =
                alice.rest()
                        .bare(
                                "/exec/run",
                                with("Bearer " + alice.rest().token())
                                        .header("Content-Type", "text/plain")
                                        .POST(BodyPublishers.ofString(body)));

        refused(answer, 415, "text/plain");
    }

    @Test
    void a_body_over_the_limit_is_refused_and_the_limit_named() throws Exception {
        Answer exec =
                raw(
                        "POST /exec/run HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                                .formatted(
                                        alice.rest().authority(), alice.rest().token(), 1L << 30));
        refused(exec, 413, "/exec/run");
        assertTrue(exec.text("error").matches(".*\\b\\d{8,}\\b.*"), exec.toString());

        String padding = " ".repeat(2 << 20);
        Answer other = alice.rest().post("/contacts/trust", "{" + padding + "}");
        refused(other, 413, "/contacts/trust");
        assertTrue(other.text("error").matches(".*\\b1048576\\b.*"), other.toString());
    }

    @Test
    void ids_in_paths_and_queries_are_judged_too() {
        refused(alice.rest().call("DELETE", "/contacts/zz", null), 400, "contact id");
        refused(alice.rest().get("/exec/result/12"), 400, "request id");
        refused(alice.rest().get("/exec/result/" + UNKNOWN_ID), 404, "unknown request");
        refused(alice.rest().get("/agent?what=1"), 400, "unknown query");
        refused(alice.rest().post("/exec/run?stream=yes", "{}"), 400, "unknown stream");
        Answer cancel =
                alice.rest().post("/exec/cancel", "{\"request_id\":\"" + UNKNOWN_ID + "\"}");
        refused(cancel, 404, "cancel");
        AnswerShape.check("exec-cancel-unknown", cancel.json());
        Answer level =
                alice.rest()
                        .post(
                                "/contacts/trust",
                                "{\"agent_id\":\"%s\",\"level\":\"friend\"}"
                                        .formatted(bob.agentId()));
        refused(level, 400, "trust level");
        assertEquals(
                "invalid trust level: friend (valid values: blocked, unknown, known, trusted)",
                level.text("error"));
        Answer reserved =
                alice.rest()
                        .post(
                                "/direct/send",
                                "{\"agent_id\":\"%s\",\"payload\":\"eDB4LWV4ZWMtdjEAAAA=\"}"
                                        .formatted(bob.agentId()));
        refused(reserved, 400, "reserved prefix");
        assertEquals("reserved_prefix", reserved.text("error"));
    }

    // --- what is answered

    @ParameterizedTest
    @CsvSource({
        "/health, health",
        "/status, status",
        "/agent, agent",
        "/agent/card?include_local_addresses=true, agent-card",
        "/contacts, contacts",
        "/peers, peers",
        "/network/status, network-status",
        "/agents, agents",
        "/identity/revocations, identity-revocations",
        "/exec/sessions, sessions",
        "/diagnostics/exec, diagnostics-exec",
        "/diagnostics/dm, diagnostics-dm",
        "/diagnostics/gossip, diagnostics-gossip",
        "/diagnostics/transport, diagnostics-transport"
    })
    void both_ends_answer_as_promised(String path, String vector) {
        JsonNode asker = alice.rest().get(path).expect(200).json();
        JsonNode asked = bob.rest().get(path).expect(200).json();

        AnswerShape.check(vector, asker);
        AnswerShape.check(vector, asked);
        assertTrue(asker.get("ok").asBoolean());
    }

    @Test
    void answers_hold_what_they_should() {
        JsonNode peers = alice.rest().get("/peers").json().get("peers");
        assertEquals(bob.machineId(), peers.get(0).get("id").asText());
        JsonNode exec = bob.rest().get("/diagnostics/exec").json();
        assertTrue(exec.get("enabled").asBoolean());
        assertTrue(exec.at("/totals/denial_breakdown/argv_not_allowed").asInt() >= 1);
        assertEquals(1, exec.at("/totals/cap_breaches/stdout").asInt());
        assertEquals(3, exec.at("/acl_summary/command_entry_count").asInt());
        assertFalse(exec.get("acl_summary").toString().contains("/bin/"), "the ACL is exposed");
        JsonNode off = alice.rest().get("/diagnostics/exec").json();
        AnswerShape.check("diagnostics-exec-disabled", off);
        assertEquals("exec_disabled", off.at("/acl_summary/disabled_reason").asText());
        assertEquals("connected", alice.rest().get("/status").text("status"));
    }

    @Test
    void running_and_ended_commands_are_shown_as_promised() throws Exception {
        String id = Command.freshId();
        CompletableFuture<Answer> asked =
                alice.rest()
                        .postAsync(
                                "/exec/run",
                                Command.on(bob, "/bin/sleep", "71")
                                        .id(id)
                                        .timeoutMs(90_000)
                                        .json());
        bob.audit().await(id, "started");

        JsonNode pending = alice.rest().get("/exec/sessions").expect(200).json();
        JsonNode active = bob.rest().get("/exec/sessions").expect(200).json();
        AnswerShape.check("sessions", pending);
        AnswerShape.check("sessions", active);
        assertEquals(id, pending.at("/pending_clients/0/request_id").asText());
        assertEquals("/bin/sleep 71", active.at("/active_servers/0/argv_summary").asText());
        assertEquals(alice.machineId(), active.at("/active_servers/0/machine_id").asText());
        AnswerShape.check(
                "exec-result-running", alice.rest().get("/exec/result/" + id).expect(200).json());
        Answer again = alice.rest().post("/exec/run", Command.on(bob, "/bin/true").id(id).json());
        refused(again, 400, "the id is in use");
        assertEquals("duplicate_request_id", again.text("error"));

        AnswerShape.check(
                "exec-cancel",
                alice.rest()
                        .post("/exec/cancel", "{\"request_id\":\"%s\"}".formatted(id))
                        .expect(200)
                        .json());

        AnswerShape.check("exec-run-cancelled", asked.join().expect(200).json());
        AnswerShape.check(
                "exec-result-ended", alice.rest().get("/exec/result/" + id).expect(200).json());
    }

    @Test
    void ends_and_events_are_as_promised() throws Exception {
        AnswerShape.check("exec-run-ok", alice.run(Command.on(bob, "/bin/true")).json());
        AnswerShape.check("exec-run-denied", alice.run(Command.on(bob, "/bin/false")).json());
        JsonNode promised = AnswerShape.vector("exec-run-events");
        try (var reader = EventReader.of(alice.rest(), Command.on(bob, "/bin/true"))) {
            for (Event each : reader.rest()) {
                JsonNode like =
                        promised.valueStream()
                                .filter(e -> e.get("event").asText().equals(each.name()))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError(each.toString()))
                                .get("data");
                assertEquals(
                        List.copyOf(like.propertyStream().map(p -> p.getKey()).toList()),
                        each.data().propertyStream().map(p -> p.getKey()).toList());
            }
        }
        Answer stranger =
                alice.rest()
                        .post(
                                "/exec/run",
                                Command.onAgent("cd".repeat(32), List.of("/bin/true")).json());
        refused(stranger, 502, "an agent nobody knows");
        assertEquals("not_sent", stranger.text("error"));
        AnswerShape.check("exec-run-not-sent", stranger.json());
    }

    @Test
    void contacts_and_machines_answer_as_promised() {
        String friend = "5a".repeat(32);
        String machine = "5b".repeat(32);
        String contact = "/contacts/" + friend;
        String body = "{\"agent_id\":\"%s\",\"label\":\"friend\"}".formatted(friend);
        check("contacts-add", alice.rest().post("/contacts", body).expect(201));
        body = "{\"machine_id\":\"%s\",\"label\":\"desk\"}".formatted(machine);
        check("machines-add", alice.rest().post(contact + "/machines", body).expect(201));
        check("machines-add", alice.rest().post(contact + "/machines", body).expect(200));
        String pin = contact + "/machines/" + machine + "/pin";
        check("machines-pin", alice.rest().post(pin, "").expect(200));
        check("machines", alice.rest().get(contact + "/machines").expect(200));
        check("machines-unpin", alice.rest().call("DELETE", pin, null).expect(200));
        body = "{\"agent_id\":\"%s\",\"machine_id\":\"%s\"}".formatted(friend, machine);
        check("trust-evaluate", alice.rest().post("/trust/evaluate", body).expect(200));
        alice.rest().post(contact + "/revoke", "{\"reason\":\"lost\"}").expect(200);
        check("contacts-revocations", alice.rest().get(contact + "/revocations").expect(200));
        assertEquals(
                204, alice.rest().call("DELETE", contact + "/machines/" + machine, null).status());
        alice.rest().call("DELETE", contact, null).expect(200);
        refused(alice.rest().call("DELETE", contact, null), 404, "gone");
        check("agent-card-import", Cards.offer(alice, Cards.of(bob), "trusted").expect(200));
        body = "{\"agent_id\":\"%s\"}".formatted(bob.agentId());
        check("agents-connect", alice.rest().post("/agents/connect", body).expect(200));
        body = "{\"agent_id\":\"%s\",\"payload\":\"aGVsbG8=\"}".formatted(bob.agentId());
        check("direct-send", alice.rest().post("/direct/send", body).expect(200));
    }

    // --- files

    @Test
    void the_token_is_the_owners_alone_and_the_port_is_forgotten_at_a_clean_stop()
            throws Exception {
        Node carol = fleet.node("carol").start();
        var token = carol.dataDir().resolve("api-token");
        var port = carol.dataDir().resolve("api.port");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
        assertTrue(Files.readString(token).strip().matches("[0-9a-f]{64}"));
        assertEquals(carol.rest().authority(), Files.readString(port).strip());
        check("shutdown", carol.rest().post("/shutdown", "").expect(200));

        assertEquals(0, carol.awaitEnd());
        assertFalse(Files.exists(port));
        String before = Files.readString(token);
        carol.start();
        assertEquals(before, Files.readString(token), "a restart keeps the token");
        assertEquals(0, carol.stop());
    }

    // --- words for the above

    private static void check(String vector, Answer answer) {
        AnswerShape.check(vector, answer.json());
    }

    private static HttpRequest.Builder with(String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private static void refused(Answer answer, int status, String what) {
        assertEquals(status, answer.status(), what + ": " + answer);
        assertFalse(answer.json().get("ok").asBoolean(), what + ": " + answer);
        assertTrue(answer.json().get("error").isTextual(), what + ": " + answer);
        for (String trace : List.of("\\tat ", "Exception", "dev.x0x", "java.", "jetty")) {
            assertFalse(answer.body().contains(trace), what + ": " + answer);
        }
    }

    /** Says exactly this on a connection of its own; the status and body of what comes back. */
    private static Answer raw(String request) throws IOException {
        String text = exchange(request, RestDoorTest::whole);
        int body = text.indexOf("\r\n\r\n") + 4;
        return new Answer(Integer.parseInt(text.split(" ", -1)[1]), text.substring(body));
    }

    /** What comes back until the other side closes, or until it is enough. */
    private static String exchange(String request, Predicate<String> enough) throws IOException {
        try (Socket socket = alice.rest().connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            StringBuilder text = new StringBuilder();
            byte[] some = new byte[8192];
            while (!enough.test(text.toString())) {
                int n = socket.getInputStream().read(some);
                if (n < 0) {
                    break;
                }
                text.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        }
    }

    private static boolean whole(String text) {
        int body = text.indexOf("\r\n\r\n") + 4;
        try {
            return body > 4 && JSON.readTree(text.substring(body)).isObject();
        } catch (IOException e) {
            return false;
        }
    }
}
