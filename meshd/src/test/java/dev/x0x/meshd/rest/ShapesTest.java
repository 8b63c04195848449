// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.acl.DenialReason;
import dev.x0x.acl.TrustDecision;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** What every call answers, field by field, against the files that the command's tests read too. */
final class ShapesTest {
    @TempDir Path dataDir;
    private RestRig rig;
    private final RestVectors vectors = new RestVectors();

    @BeforeEach
    void start() throws IOException {
        rig = new RestRig(dataDir);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    private static String fill(String text) {
        return text.replace('\'', '"')
                .replace("AID", RestRig.A)
                .replace("MID", RestRig.M)
                .replace("RID", RestRig.R);
    }

    private RawHttp.Answer post(String path, String body) throws IOException {
        return rig.post(fill(path), fill(body));
    }

    private RawHttp.Answer delete(String path) throws IOException {
        return rig.ask(rig.head("DELETE", fill(path)) + "\r\n");
    }

    private void agents() throws Exception {
        String ours = "aa".repeat(32);
        vectors.compare("agents", 200, rig.get("/agents"));
        vectors.compare("agents-find", 200, rig.post("/agents/find/" + ours, "{}"));
        vectors.compare("agents-path", 200, rig.get("/agents/path/" + ours));
    }

    private void givenUpKeys() throws Exception {
        vectors.compare("identity-revocations", 200, rig.get("/identity/revocations"));
        vectors.compare(
                "identity-revoke",
                200,
                rig.post(
                        "/identity/revoke",
                        "{\"agent_id\":\"%s\",\"reason\":\"lost\"}".formatted("aa".repeat(32))));
        assertEquals(
                403,
                rig.post("/identity/revoke", "{\"agent_id\":\"%s\"}".formatted("bb".repeat(32)))
                        .status());
        for (String neither :
                List.of(
                        "{}",
                        "{\"agent_id\":\"%1$s\",\"machine_id\":\"%1$s\"}"
                                .formatted("aa".repeat(32)))) {
            assertEquals(400, rig.post("/identity/revoke", neither).status());
        }
    }

    @Test
    void every_answer_is_as_written_down() throws Exception {
        agents();
        givenUpKeys();
        status();
        cards();
        contacts();
        machines();
        exec();
        ends();
        diagnostics();
        direct();
        errors();
        assertEquals(RestVectors.all(), vectors.compared());
    }

    private void status() throws IOException {
        vectors.compare("health", 200, rig.get("/health"));
        RawHttp.Answer status = rig.get("/status");
        vectors.compare("status", 200, status);
        assertEquals(
                PortFile.text(rig.server.address()), status.json().get("api_address").textValue());
        vectors.compare("agent", 200, rig.get("/agent"));
        vectors.compare("peers", 200, rig.get("/peers"));
        vectors.compare("network-status", 200, rig.get("/network/status"));
    }

    private void cards() throws IOException {
        vectors.compare("agent-card", 200, rig.get("/agent/card?include_local_addresses=true"));
        assertTrue(rig.doors.heard.contains("card Optional.empty true"));
        rig.get("/agent/card?display_name=a%20b&include_groups=false");
        assertTrue(rig.doors.heard.contains("card Optional[a b] false"), "" + rig.doors.heard);
        vectors.compare(
                "agent-card-import",
                200,
                post("/agent/card/import", "{'card':' x0x://agent/e30 ','trust_level':'Trusted'}"));
        assertEquals(400, post("/agent/card/import", "{'card':'tampered'}").status());
        vectors.compare("agents-connect", 200, post("/agents/connect", "{'agent_id':'AID'}"));
        rig.doors.connect = CardsDoor.ConnectOutcome.UNREACHABLE;
        vectors.compare(
                "agents-connect-unreachable", 502, post("/agents/connect", "{'agent_id':'AID'}"));
        rig.doors.connect = CardsDoor.ConnectOutcome.NOT_FOUND;
        RawHttp.Answer missing = post("/agents/connect", "{'agent_id':'AID'}");
        assertEquals(404, missing.status());
        assertEquals("NotFound", missing.json().get("outcome").textValue());
    }

    private void contacts() throws IOException {
        vectors.compare("contacts", 200, rig.get("/contacts"));
        vectors.compare("contacts-add", 201, post("/contacts", "{'agent_id':'AID'}"));
        String heard = "add " + RestRig.A + " KNOWN Optional.empty";
        assertTrue(rig.doors.heard.contains(heard), "" + rig.doors.heard);
        vectors.compare("contacts-revocations", 200, rig.get(fill("/contacts/AID/revocations")));
        assertEquals("{\"ok\":true}", post("/contacts/AID/revoke", "{'reason':'stolen'}").text());
        assertTrue(rig.doors.heard.contains("revoke " + RestRig.A + " stolen"));
        assertEquals(
                "{\"ok\":true}",
                post("/contacts/trust", "{'agent_id':'AID','level':'blocked'}").text());
        String change = "change " + RestRig.A + " Optional[BLOCKED] Optional.empty";
        assertTrue(rig.doors.heard.contains(change), "" + rig.doors.heard);
        String patch =
                rig.request("PATCH", fill("/contacts/AID"), fill("{'identity_type':'pinned'}"));
        assertEquals("{\"ok\":true}", rig.ask(patch).text());
        assertTrue(
                rig.doors.heard.contains(
                        "change " + RestRig.A + " Optional.empty Optional[PINNED]"));
        assertEquals("{\"ok\":true}", delete("/contacts/AID").text());
        vectors.compare(
                "trust-evaluate",
                200,
                post("/trust/evaluate", "{'agent_id':'AID','machine_id':'MID'}"));
        rig.doors.known = false;
        assertEquals(404, delete("/contacts/AID").status());
        assertEquals(404, rig.get(fill("/contacts/AID/machines")).status());
        rig.doors.known = true;
    }

    private void machines() throws IOException {
        String one = "/contacts/AID/machines/MID";
        vectors.compare("machines", 200, rig.get(fill("/contacts/AID/machines")));
        String add = "{'machine_id':'MID','label':'m','pinned':true}";
        vectors.compare("machines-add", 201, post("/contacts/AID/machines", add));
        vectors.compare("machines-pin", 200, post(one + "/pin", ""));
        vectors.compare("machines-unpin", 200, delete(one + "/pin"));
        assertEquals(204, delete(one).status());
        rig.doors.known = false;
        vectors.compare("machines-add", 200, post("/contacts/AID/machines", add));
        assertEquals("{\"ok\":true,\"pinned\":false}", post(one + "/pin", "").text());
        assertEquals(404, delete(one).status());
        rig.doors.known = true;
    }

    @Test
    void a_name_is_resolved_or_its_candidates_are_listed() throws IOException {
        assertEquals(404, rig.get("/contacts/resolve?name=bob").status());
        assertEquals(
                "{\"ok\":true,\"agent_id\":\"" + RestRig.A + "\",\"label\":null}",
                rig.get("/contacts/resolve?name=" + RestRig.A).text());
        rig.doors.resolved = List.of(FakeDoors.contact(0xaa, "bob"));
        assertEquals(
                "{\"ok\":true,\"agent_id\":\"" + RestRig.A + "\",\"label\":\"bob\"}",
                rig.get("/contacts/resolve?name=b%20b").text());
        assertTrue(rig.doors.heard.contains("resolve b b"));
        rig.doors.resolved = List.of(FakeDoors.contact(0xaa, "bob"), FakeDoors.contact(0xbb, null));
        RawHttp.Answer several = rig.get("/contacts/resolve?name=bob");
        assertEquals(409, several.status());
        assertEquals(
                fill("[{'agent_id':'AID','label':'bob'},{'agent_id':'%s','label':null}]")
                        .formatted(RestRig.B),
                several.json().get("candidates").toString());
        assertEquals(400, rig.get("/contacts/resolve").status());
    }

    private void exec() throws IOException {
        String run = "{'agent_id':'AID','argv':['id']}";
        FakeExec exec = rig.doors.exec;
        exec.script =
                (ask, stream) -> {
                    throw new RefusedException(
                            RefusedException.Sort.NOT_SENT, "not_sent", "no link");
                };
        vectors.compare("exec-run-not-sent", 502, post("/exec/run", run));
        exec.script =
                (ask, stream) -> {
                    throw new NoAnswerException(FakeExec.ID);
                };
        vectors.compare("exec-run-no-answer", 504, post("/exec/run", run));
        vectors.compare("exec-cancel", 200, post("/exec/cancel", "{'request_id':'RID'}"));
        exec.cancelKnown = false;
        vectors.compare("exec-cancel-unknown", 404, post("/exec/cancel", "{'request_id':'RID'}"));
        assertEquals(404, rig.get(fill("/exec/result/RID")).status());
        exec.remembered = Optional.of(new ExecRemembered.Running(FakeExec.ID));
        vectors.compare("exec-result-running", 200, rig.get(fill("/exec/result/RID")));
        exec.remembered = Optional.of(new ExecRemembered.Ended(FakeExec.end(Outcome.EXITED)));
        vectors.compare("exec-result-ended", 200, rig.get(fill("/exec/result/RID")));
        exec.sessions =
                new ExecSessions(
                        List.of(
                                new ExecSessions.PendingClient(
                                        FakeExec.ID,
                                        FakeDoors.agent(0xaa),
                                        List.of("id", "x".repeat(200)),
                                        Duration.ofMillis(3))),
                        List.of(
                                new ExecSessions.ActiveServer(
                                        FakeExec.ID,
                                        FakeDoors.agent(0xaa),
                                        FakeDoors.machine(0xcc),
                                        List.of("id"),
                                        Duration.ofMillis(4))));
        RawHttp.Answer sessions = rig.get("/exec/sessions");
        vectors.compare("sessions", 200, sessions);
        assertEquals(
                "id " + "x".repeat(156) + "…",
                sessions.json().at("/pending_clients/0/argv_summary").textValue());
    }

    private void ends() throws IOException {
        for (String name :
                List.of(
                        "ok",
                        "nonzero",
                        "denied",
                        "spawn-failed",
                        "signalled",
                        "timed-out",
                        "cancelled",
                        "truncated")) {
            JsonNode written = RestVectors.vector("exec-run-" + name);
            rig.doors.exec.script = (ask, stream) -> replay(written, stream);
            RawHttp.Answer answer = post("/exec/run", "{'agent_id':'AID','argv':['id']}");
            assertEquals(200, answer.status());
            assertEquals(written.toString(), answer.text(), name);
            vectors.done("exec-run-" + name);
        }
        JsonNode written = RestVectors.vector("exec-run-events");
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(RequestId.parse("0123456789abcdef".repeat(2)));
                    stream.started(4711);
                    stream.output(StdStream.STDOUT, "one".getBytes(StandardCharsets.UTF_8));
                    stream.output(StdStream.STDERR, new byte[] {-1, 0, 13, 10});
                    stream.warning(
                            WarningKind.DURATION_APPROACHING_CAP, "the command has run for 60 s");
                    stream.output(StdStream.STDOUT, "two".getBytes(StandardCharsets.UTF_8));
                    return replay(
                            RestVectors.vector("exec-run-streamed-end"),
                            List.of("the command has run for 60 s"));
                };
        String said = post("/exec/run?stream=sse", "{'agent_id':'AID','argv':['id']}").text();
        var expected = new StringBuilder();
        for (JsonNode event : written) {
            expected.append(
                    "event: %s\ndata: %s\n\n"
                            .formatted(event.get("event").textValue(), event.get("data")));
        }
        assertEquals(expected.toString(), said);
        vectors.done("exec-run-events");
        vectors.done("exec-run-streamed-end");
        rig.doors.exec.script =
                (ask, stream) -> {
                    stream.accepted(FakeExec.ID);
                    throw new NoAnswerException(RequestId.parse("0123456789abcdef".repeat(2)));
                };
        said = post("/exec/run?stream=sse", "{'agent_id':'AID','argv':['id']}").text();
        assertTrue(
                said.endsWith(
                        "event: end\ndata: "
                                + RestVectors.vector("exec-run-fate-unknown")
                                + "\n\n"),
                said);
        vectors.done("exec-run-fate-unknown");
    }

    private static ExecEnd replay(JsonNode written, ExecStream stream) throws Exception {
        List<String> warnings = new ArrayList<>();
        written.get("warnings").forEach(each -> warnings.add(each.textValue()));
        stream.output(StdStream.STDOUT, written.get("stdout_b64").binaryValue());
        stream.output(StdStream.STDERR, written.get("stderr_b64").binaryValue());
        return replay(written, warnings);
    }

    private static ExecEnd replay(JsonNode written, List<String> warnings) throws Exception {
        return new ExecEnd(
                RequestId.parse(written.get("request_id").textValue()),
                number(written.get("code")),
                number(written.get("signal")),
                Duration.ofMillis(written.get("duration_ms").longValue()),
                written.get("stdout_bytes_total").longValue(),
                written.get("stderr_bytes_total").longValue(),
                written.get("truncated").booleanValue(),
                Optional.ofNullable(written.get("denial_reason").textValue())
                        .map(code -> DenialReason.of(code).orElseThrow()),
                warnings,
                Outcome.of(written.get("outcome").textValue()).orElseThrow());
    }

    private static OptionalInt number(JsonNode node) {
        return node.isNull() ? OptionalInt.empty() : OptionalInt.of(node.intValue());
    }

    private void diagnostics() throws IOException {
        vectors.compare("diagnostics-exec", 200, rig.get("/diagnostics/exec"));
        vectors.compare("diagnostics-exec-disabled", 200, rig.get("/diagnostics/exec"));
        RawHttp.Answer dm = rig.get("/diagnostics/dm");
        assertEquals(4, dm.json().at("/stats/incoming_envelopes_total").intValue());
        vectors.compare("diagnostics-dm", 200, dm);
        vectors.compare("diagnostics-gossip", 200, rig.get("/diagnostics/gossip"));
        vectors.compare("diagnostics-transport", 200, rig.get("/diagnostics/transport"));
    }

    private void direct() throws IOException {
        vectors.compare(
                "direct-send",
                200,
                post(
                        "/direct/send",
                        "{'agent_id':'AID','payload':'aGk=','require_ack_ms':100,"
                                + "'prefer_raw_quic_if_connected':true}"));
        rig.doors.messages.add(
                new DirectDoor.DirectMessage(
                        FakeDoors.machine(0xcc),
                        new byte[] {1},
                        FakeDoors.THEN,
                        FakeDoors.agent(0xaa),
                        Optional.of(TrustDecision.ACCEPT),
                        true));
        try (RawHttp http = rig.connect()) {
            http.write(rig.head("GET", "/direct/events") + "\r\n");
            assertEquals(200, http.head().status());
            assertEquals("event: live\ndata: {}\n", http.event());
            String message = http.event();
            assertTrue(message.startsWith("event: direct_message\ndata: "), message);
            RestVectors.compare(
                    "direct-events",
                    RestVectors.vector("direct-events").get(1).get("data"),
                    RestVectors.read(message.substring(message.indexOf('{'))));
            vectors.done("direct-events");
        }
    }

    @Test
    void a_listener_that_goes_is_let_go() throws Exception {
        try (RawHttp http = rig.connect()) {
            http.write(rig.head("GET", "/direct/events") + "\r\n");
            http.head();
            http.event();
        }
        assertTrue(rig.doors.listenerClosed.await(10, TimeUnit.SECONDS));
    }

    @Test
    void our_own_payloads_are_not_sent_for_anyone() throws IOException {
        // "x0x-exec-v1" and "x0x-ack-v1", each with its NUL, and what only looks like them
        for (String reserved :
                List.of("eDB4LWV4ZWMtdjEA", "eDB4LWV4ZWMtdjEAMQ==", "eDB4LWFjay12MQA=")) {
            RawHttp.Answer answer =
                    post("/direct/send", "{'agent_id':'AID','payload':'" + reserved + "'}");
            assertEquals(400, answer.status());
            assertEquals("reserved_prefix", answer.json().get("error").textValue());
        }
        assertTrue(rig.doors.heard.isEmpty());
        for (String free : List.of("eDB4LWV4ZWMtdjE=", "eDB4LWV4ZWMtdjEx", "")) {
            assertEquals(
                    200,
                    post("/direct/send", "{'agent_id':'AID','payload':'" + free + "'}").status());
        }
    }

    private void errors() throws Exception {
        vectors.compare(
                "error-unauthorized",
                401,
                rig.ask("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        vectors.compare(
                "error-bad-request", 400, post("/exec/run", "{'agent_id':'AID','argv':[]}"));
        vectors.compare("shutdown", 200, post("/shutdown", ""));
        assertTrue(rig.doors.shutdown.await(10, TimeUnit.SECONDS));
    }
}
