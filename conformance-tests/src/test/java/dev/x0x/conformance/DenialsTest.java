// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.AuditTrail;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Every refusal that an honest requester can meet, each beside its nearest miss. */
class DenialsTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;
    static Node carol;
    static String doomed;

    @BeforeAll
    static void start() throws Exception {
        carol = fleet.node("carol").start();
        alice =
                fleet.node("alice")
                        .acl(Acl.disabled().allow(carol, List.of(List.of("/bin/true"))))
                        .start();
        bob = fleet.node("bob");
        doomed = bob.script("doomed.sh", "exit 0\n");
        bob.acl(
                        Acl.enabled()
                                .set("max_stdin_bytes", 100_000)
                                .set("max_duration_secs", 60)
                                .set("max_concurrent_per_agent", 2)
                                .set("max_concurrent_total", 3)
                                .allow(
                                        alice,
                                        List.of(
                                                List.of("/bin/true"),
                                                List.of("/bin/echo", "<INT>"),
                                                List.of("/usr/bin/wc", "-c"),
                                                List.of("/bin/sleep", "<INT>"),
                                                List.of(doomed)))
                                .allow(
                                        carol.agentId(),
                                        alice.machineId(),
                                        List.of(List.of("/bin/true")),
                                        ""))
                .start();
        fleet.introduce(alice, bob);
        fleet.introduce(carol, bob);
        fleet.introduce(carol, alice);
    }

    @Test
    void a_daemon_whose_exec_is_off() throws Exception {
        refused(carol, alice, Command.on(alice, "/bin/true"), "exec_disabled");
    }

    @Test
    void a_contact_that_is_known_and_not_trusted() throws Exception {
        trust(carol, "known");
        refused(carol, bob, Command.on(bob, "/bin/true"), "trust_rejected");
        trust(carol, "trusted");
        refused(carol, bob, Command.on(bob, "/bin/true"), "agent_machine_not_in_acl");
    }

    @Test
    void an_agent_listed_with_another_machine() throws Exception {
        refused(carol, bob, Command.on(bob, "/bin/true"), "agent_machine_not_in_acl");
    }

    @Test
    void a_command_that_is_not_listed() throws Exception {
        refused(alice, bob, Command.on(bob, "/bin/echo", "0"), "argv_not_allowed");
        refused(alice, bob, Command.on(bob, "/bin/echo", "1000000"), "argv_not_allowed");
        refused(alice, bob, Command.on(bob, "/bin/echo", "7", "7"), "argv_not_allowed");
        refused(alice, bob, Command.on(bob, "/bin/echo"), "argv_not_allowed");
        refused(alice, bob, Command.on(bob, "/bin/True"), "argv_not_allowed");
        refused(alice, bob, Command.on(bob, ""), "argv_not_allowed");
        allowed(Command.on(bob, "/bin/echo", "999999"));
    }

    @Test
    void a_directory_of_the_requesters_choice() throws Exception {
        refused(alice, bob, Command.on(bob, "/bin/true").with("cwd", "/"), "cwd_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";", "a|b", "&", ">x", "<", "`id`", "$HOME", "a\nb", "\0", "\u0001", "\t", "\u007f"
            })
    void an_argument_a_shell_would_read(String token) throws Exception {
        refused(alice, bob, Command.on(bob, "/bin/echo", token), "shell_metachar_in_argv");
    }

    @Test
    void more_stdin_than_may_be() throws Exception {
        Command most = Command.on(bob, "/usr/bin/wc", "-c").stdin(new byte[100_000]);
        Command more = Command.on(bob, "/usr/bin/wc", "-c").stdin(new byte[100_001]);

        assertEquals("100000", allowed(most).out().strip());
        refused(alice, bob, more, "stdin_too_large");
    }

    @Test
    void more_time_than_may_be() throws Exception {
        allowed(Command.on(bob, "/bin/true").timeoutMs(60_000));
        refused(alice, bob, Command.on(bob, "/bin/true").timeoutMs(60_001), "timeout_too_large");
    }

    @Test
    void more_commands_at_once_than_may_be() throws Exception {
        List<CompletableFuture<Answer>> running = new ArrayList<>();
        List<String> ids = List.of(Command.freshId(), Command.freshId());
        for (String id : ids) {
            Command sleep = Command.on(bob, "/bin/sleep", "55").id(id).timeoutMs(60_000);
            running.add(alice.rest().postAsync("/exec/run", sleep.json()));
            bob.audit().await(id, "started");
        }

        refused(alice, bob, Command.on(bob, "/bin/true"), "concurrency_limit_reached");

        for (int i = 0; i < ids.size(); i++) {
            alice.rest()
                    .post("/exec/cancel", "{\"request_id\":\"" + ids.get(i) + "\"}")
                    .expect(200);
            running.get(i).get(30, TimeUnit.SECONDS).expect(200);
        }
        allowed(Command.on(bob, "/bin/true"));
    }

    @Test
    void a_program_that_cannot_be_started() throws Exception {
        allowed(Command.on(bob, doomed));
        Files.delete(Path.of(doomed));
        long before = counted(bob, "spawn_failed");

        RunResult result = alice.run(Command.on(bob, doomed));

        assertEquals("spawn_failed", result.outcome());
        assertEquals("spawn_failed", result.denial());
        empty(result);
        assertEquals("request", bob.audit().events(result.requestId()).getFirst());
        assertFalse(bob.audit().events(result.requestId()).contains("started"));
        assertEquals(
                "spawn_failed",
                bob.audit().await(result.requestId(), "denial").get("reason").asText());
        assertEquals(before + 1, counted(bob, "spawn_failed"));
    }

    @Test
    void a_request_id_that_was_used_for_something_else() throws Exception {
        String id = Command.freshId();
        alice.run(Command.on(bob, "/bin/echo", "1").id(id));
        // a requester that remembers its ids would not send this one
        alice.kill9();
        alice.start();

        refusedAfter(
                alice,
                bob,
                Command.on(bob, "/bin/echo", "2").id(id),
                "duplicate_request",
                List.of("request", "started", "exit", "denial"));
    }

    @Test
    void a_record_that_cannot_be_made_durable() throws Exception {
        Node full = fleet.node("full");
        Path mark = full.dir().resolve("mark");
        String touch = full.script("touch.sh", ": >'" + mark + "'\n");
        Acl acl = Acl.enabled().allow(alice, List.of(List.of(touch)));
        full.acl(acl).start();
        fleet.introduce(alice, full);
        assertEquals(0, alice.run(Command.on(full, touch)).code());
        Files.delete(mark);

        // from here on its files may grow by ten bytes more: as good as a full disk
        Processes.limitFileSize(full.pid(), Files.size(full.audit().file()) + 10);
        RunResult result = alice.run(Command.on(full, touch));

        assertEquals("audit_unavailable", result.denial());
        assertEquals("denied", result.outcome());
        empty(result);
        assertFalse(Files.exists(mark), "it ran");
        assertTrue(totals(full).get("audit_write_failures").asLong() > 0);
        full.stop();

        full.acl(acl.set("audit_log_path", mark.getParent().resolve("err.log/exec.log").toString()))
                .start();
        RunResult disabled = alice.run(Command.on(full, touch));

        assertEquals("exec_disabled", disabled.denial());
        assertEquals("degraded", full.rest().get("/status").text("status"));
        JsonNode summary = full.rest().get("/diagnostics/exec").json().get("acl_summary");
        assertFalse(summary.get("enabled").asBoolean());
        assertEquals("audit_unavailable", summary.get("disabled_reason").asText());
        assertFalse(Files.exists(mark), "it ran");
    }

    private static RunResult allowed(Command command) {
        RunResult result = alice.run(command);
        assertNull(result.denial());
        assertEquals("exited", result.outcome());
        assertEquals(0, result.code());
        return result;
    }

    private static void refused(Node from, Node to, Command command, String reason)
            throws Exception {
        refusedAfter(from, to, command, reason, List.of("denial"));
    }

    /** A refusal is an answer: 200, every field there, all of them empty; counted and recorded. */
    private static void refusedAfter(
            Node from, Node to, Command command, String reason, List<String> events)
            throws Exception {
        long before = counted(to, reason);

        RunResult result = from.run(command);

        assertEquals(reason, result.denial());
        assertEquals("denied", result.outcome());
        empty(result);
        JsonNode line = to.audit().await(result.requestId(), "denial");
        assertEquals(events, to.audit().events(result.requestId()));
        assertEquals(reason, line.get("reason").asText());
        assertEquals(from.agentId(), line.get("agent_id").asText());
        assertEquals(from.machineId(), line.get("machine_id").asText());
        assertEquals(command.argv(), AuditTrail.argv(line));
        assertEquals(from.machineId(), line.at("/via/machine_id").asText());
        assertEquals(before + 1, counted(to, reason));
    }

    private static void empty(RunResult result) {
        assertTrue(result.json().get("ok").asBoolean());
        assertNull(result.code());
        assertNull(result.signal());
        assertEquals("", result.out() + result.err());
        assertEquals(0, result.durationMs());
        assertEquals(0, result.stdoutTotal() + result.stderrTotal());
        assertFalse(result.truncated());
    }

    private static long counted(Node node, String reason) {
        return totals(node).get("denial_breakdown").path(reason).asLong(0);
    }

    private static JsonNode totals(Node node) {
        return node.rest().get("/diagnostics/exec").expect(200).json().get("totals");
    }

    private static void trust(Node who, String level) {
        String body = "{\"agent_id\":\"%s\",\"level\":\"%s\"}".formatted(who.agentId(), level);
        bob.rest().post("/contacts/trust", body).expect(200);
    }
}
