// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.frame;
import static dev.x0x.conformance.harness.Hostile.line;
import static dev.x0x.conformance.hostile.Ground.M1;
import static dev.x0x.conformance.hostile.Ground.M2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;
import dev.x0x.conformance.harness.Hostile.Self;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An executor that lies, and one that is not the one that was asked (DECISIONS A4, A5, B1). */
class HostileExecutorTest {
    @RegisterExtension static final Fleet fleet = new Fleet();
    static Node alice;
    static Hostile hostile;
    static Self m1;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        hostile = new Hostile(alice);
        m1 = hostile.machine(M1, "mallory");
        hostile.machine(M2, "mallory");
        alice.imports(m1.link(), "trusted");
        hostile.dials(alice, M1, M2);
    }

    @AfterAll
    static void stop() throws Exception {
        if (hostile != null) {
            hostile.end();
        }
    }

    /** A call in the making: its id, the digest of its request, and what the API will say. */
    private record Asked(String id, String sha256, CompletableFuture<Answer> answer) {
        RunResult result() {
            return new RunResult(answer.join().expect(200).json());
        }
    }

    private static Asked asked() {
        String id = Command.freshId();
        Command command =
                Command.onAgent(m1.agentId(), List.of("/bin/true", id))
                        .with("machine_id", m1.machineId())
                        .id(id)
                        .timeoutMs(20_000);
        var answer = alice.rest().postAsync("/exec/run", command.json());
        return new Asked(id, heardRequest(id), answer);
    }

    private static String heardRequest(String id) {
        hostile.await(M1, id, "request");
        return hostile.heardOf(M1, id).getFirst().get("sha256").asText();
    }

    /** The end of a command that printed {@code stdout} and says that it printed {@code sworn}. */
    private static List<ObjectNode> end(String sha256, int code, String stdout, String sworn) {
        List<ObjectNode> frames = new ArrayList<>();
        if (!stdout.isEmpty()) {
            frames.add(frame("stdout", "text", stdout));
        }
        frames.add(frame("detail", "request_sha256", sha256, "stdout", sworn));
        frames.add(frame("exit", "code", code, "stdout_total", sworn.length()));
        return frames;
    }

    private static void sends(String by, String id, List<ObjectNode> frames) {
        hostile.send(by, alice, hostile.seal(by, alice, frames, "id", id));
    }

    private static boolean pending(String id) {
        JsonNode all = alice.rest().get("/exec/sessions").expect(200).json();
        for (JsonNode each : all.get("pending_clients")) {
            if (each.get("request_id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What was sent before by these machines has been looked at: a call of its own went through.
     */
    private static void barrier() {
        Asked other = asked();
        sends(M1, other.id, end(other.sha256, 0, "", ""));
        assertEquals(0, other.result().code());
        for (String by : List.of(M1, M2)) {
            // An answer to plain mail: the inbox works through each link in order.
            Made plain = hostile.seal(by, alice, List.of(), "text", "barrier " + other.id);
            hostile.send(by, alice, plain);
            if (by.equals(M1)) {
                hostile.awaitHeard(
                        by,
                        "an acknowledgement of plain mail",
                        each -> each.path("of").asText().equals(plain.sha256()));
            }
        }
    }

    @Test
    void another_machine_with_the_same_agent_key_is_not_heard() throws Exception {
        Asked call = asked();
        sends(M2, call.id, end(call.sha256, 7, "forged", "forged"));
        hostile.ask(line("accept", "as", "a", "by", M2, "to", alice.name(), "id", call.id));
        hostile.send(M2, alice, new Made("a", call.id, "", ""));
        hostile.send(
                M2, alice, hostile.record(call.id, List.of(frame("stdout", "text", "forged"))));
        barrier();
        assertTrue(pending(call.id));
        sends(M1, call.id, end(call.sha256, 3, "real", "real"));
        RunResult result = call.result();
        assertEquals(3, result.code());
        assertEquals("real", result.out());
    }

    @Test
    void an_end_of_another_request_is_no_end() throws Exception {
        Asked call = asked();
        sends(M1, call.id, end("00".repeat(32), 0, "forged", "forged"));
        Asked other = asked();
        sends(M1, call.id, end(other.sha256, 0, "forged", "forged"));
        sends(M1, other.id, end(other.sha256, 0, "", ""));
        assertEquals(0, other.result().code());
        barrier();
        assertTrue(pending(call.id));
        sends(M1, call.id, end(call.sha256, 4, "", ""));
        assertEquals(4, call.result().code());
    }

    @Test
    void output_that_is_not_what_was_sworn_is_never_a_success() throws Exception {
        Asked digest = asked();
        sends(M1, digest.id, end(digest.sha256, 0, "what came", "what left"));
        assertUnknown(digest.result());
        Asked missing = asked();
        sends(M1, missing.id, end(missing.sha256, 0, "", "what left"));
        assertUnknown(missing.result());
        Asked count = asked();
        sends(
                M1,
                count.id,
                List.of(
                        frame("stdout", "text", "ab"),
                        frame("detail", "request_sha256", count.sha256, "stdout", "ab"),
                        frame("exit", "code", 0, "stdout_total", 3)));
        assertUnknown(count.result());
    }

    private static void assertUnknown(RunResult result) {
        assertEquals("fate_unknown", result.outcome());
        assertNull(result.code());
        assertNull(result.signal());
    }

    @Test
    void the_command_line_says_so_too() throws Exception {
        int before = requests().size();
        Cli.Started x0x =
                alice.cli()
                        .start(
                                "exec",
                                m1.agentId(),
                                "--machine",
                                m1.machineId(),
                                "--",
                                "/bin/true",
                                "cli");
        Await.until("the request of x0x", () -> requests().size() > before);
        JsonNode request = requests().getLast();
        String id = request.get("id").asText();
        sends(M1, id, end(request.get("sha256").asText(), 0, "what came", "what left"));
        x0x.end().expect(123);
    }

    private static List<JsonNode> requests() {
        return hostile.heard(M1).stream()
                .filter(each -> each.path("frames").toString().contains("\"request\""))
                .filter(each -> each.path("frames").toString().contains("\"cli\""))
                .toList();
    }

    @Test
    void units_that_may_not_ride_in_an_envelope_end_nothing() throws Exception {
        Asked call = asked();
        ObjectNode detail = frame("detail", "request_sha256", call.sha256);
        ObjectNode exit = frame("exit", "code", 0);
        List<List<ObjectNode>> units =
                List.of(
                        List.of(exit),
                        List.of(detail),
                        List.of(exit, detail),
                        List.of(detail, exit, exit),
                        List.of(detail, detail, exit),
                        List.of(
                                frame("stderr", "text", "x"),
                                frame("stdout", "text", "x"),
                                detail,
                                exit),
                        List.of(frame("started"), frame("started"), detail, exit),
                        List.of(frame("accepted"), detail, exit),
                        List.of(detail, frame("exit", "id", Command.freshId())),
                        List.of(frame("stdout", "text", "x")),
                        List.of(frame("ack", "stream", "stdin")));
        for (List<ObjectNode> unit : units) {
            sends(M1, call.id, unit);
        }
        barrier();
        assertTrue(pending(call.id));
        sends(M1, call.id, end(call.sha256, 5, "", ""));
        assertEquals(5, call.result().code());
    }

    @Test
    void floods_of_output_cost_the_caller_little() throws Exception {
        Asked call = asked();
        hostile.send(M1, alice, hostile.accept(M1, alice, call.id));
        hostile.await(M1, call.id, "lease");
        // Far ahead of what may be sent, then beyond the credit, then nothing at all, many times.
        for (int i = 0; i < 300; i++) {
            Made flood =
                    hostile.record(
                            call.id,
                            List.of(frame("stdout", "seq", 1_000_000 + i, "zeros", 40_000)));
            drained(flood);
        }
        for (int i = 0; i < 300; i++) {
            drained(
                    hostile.record(
                            call.id, List.of(frame("stderr", "seq", i + 1, "zeros", 40_000))));
        }
        Made once = hostile.record(call.id, List.of(frame("started")));
        for (int i = 0; i < 300; i++) {
            drained(once);
        }
        assertTrue(residentKiB() < 700_000, "resident: " + residentKiB() + " KiB");
        sends(M1, call.id, end(call.sha256, 0, "", "ab"));
        assertUnknown(call.result());
        Asked after = asked();
        sends(M1, after.id, end(after.sha256, 0, "fine", "fine"));
        assertEquals("fine", after.result().out());
        assertNull(after.result().denial());
    }

    /** Sends it as soon as the link takes it. */
    private static void drained(Made what) {
        Await.until(
                "room on the link",
                () ->
                        hostile.ask(line("send", "by", M1, "to", alice.name(), "what", what.name()))
                                .get("queued")
                                .asBoolean());
    }

    private static long residentKiB() throws Exception {
        Path status = Path.of("/proc", String.valueOf(alice.pid()), "status");
        for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmRSS in " + status);
    }
}
