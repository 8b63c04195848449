// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A command for one's own agent and machine passes the same gate (DECISIONS B7). */
class SelfExecTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;

    /** Gives nothing to anybody, and so nothing to itself. */
    static Node strict;

    static Path many;

    @BeforeAll
    static void start() throws Exception {
        strict = fleet.node("strict").acl(Acl.enabled()).start();
        alice = fleet.node("alice").start();
        assertEquals(0, alice.stop());
        many = random(alice.dir().resolve("many"), 8 << 20);
        alice.acl(
                Acl.enabled()
                        .allow(
                                alice,
                                List.of(
                                        List.of("/bin/true"),
                                        List.of("/bin/cat"),
                                        List.of("/bin/cat", many.toString()),
                                        List.of("/bin/sleep", "<INT>"))));
        alice.start();
    }

    @Test
    void who_does_not_list_itself_runs_nothing_for_itself() throws Exception {
        RunResult result = strict.run(Command.on(strict, "/bin/true"));

        assertEquals("agent_machine_not_in_acl", result.denial());
        assertEquals("denied", result.outcome());
        assertEquals(List.of("denial"), strict.audit().events(result.requestId()));
    }

    @Test
    void who_lists_itself_runs_what_is_listed_and_nothing_else() throws Exception {
        RunResult runs = alice.run(Command.on(alice, "/bin/true"));
        RunResult refused = alice.run(Command.on(alice, "/bin/false"));

        assertEquals(0, runs.code());
        assertEquals(List.of("request", "started", "exit"), alice.audit().events(runs.requestId()));
        JsonNode request = alice.audit().of(runs.requestId()).getFirst();
        assertEquals(alice.agentId(), request.get("agent_id").asText());
        assertEquals(alice.machineId(), request.get("machine_id").asText());
        assertEquals("argv_not_allowed", refused.denial());
        assertEquals(0, alice.rest().get("/contacts").json().get("contacts").size());
    }

    @Test
    void no_card_of_ones_own_is_taken_in() {
        String link = alice.rest().get("/agent/card").expect(200).text("link");

        Answer answer =
                alice.rest().post("/agent/card/import", "{\"card\":\"%s\"}".formatted(link));

        assertEquals(400, answer.status(), answer.toString());
    }

    @Test
    void much_output_comes_whole() throws Exception {
        RunResult result = alice.run(Command.on(alice, "/bin/cat", many.toString()));

        assertTrue(Arrays.equals(Files.readAllBytes(many), result.stdout()), "stdout differs");
    }

    @Test
    void much_stdin_goes_whole() throws Exception {
        byte[] input = Arrays.copyOf(Files.readAllBytes(many), 1 << 20);

        RunResult result = alice.run(Command.on(alice, "/bin/cat").stdin(input));
        RunResult tooMuch =
                alice.run(Command.on(alice, "/bin/cat").stdin(Arrays.copyOf(input, (1 << 20) + 1)));

        assertTrue(Arrays.equals(input, result.stdout()), "stdout differs from stdin");
        assertEquals("stdin_too_large", tooMuch.denial());
    }

    @Test
    void the_program_does_it_too_and_can_cancel() throws Exception {
        alice.cli().run("exec", alice.agentId(), "--", "/bin/true").expect(0);
        Cli.Started running =
                alice.cli().start("exec", alice.agentId(), "--", "/bin/sleep", "7511");
        String id = alice.audit().awaitStarted("7511");
        JsonNode sessions = alice.rest().get("/exec/sessions").expect(200).json();
        assertEquals(id, sessions.at("/pending_clients/0/request_id").asText());
        assertEquals(id, sessions.at("/active_servers/0/request_id").asText());

        running.interrupt();

        running.end().expect(130);
        Await.until("it is gone", () -> Processes.withArgument("7511").isEmpty());
        assertEquals("cancelled", alice.audit().await(id, "exit").get("outcome").asText());
    }

    @Test
    void a_client_that_is_stopped_at_its_timeout_hears_so() {
        CompletableFuture<Answer> asked =
                alice.rest()
                        .postAsync(
                                "/exec/run",
                                Command.on(alice, "/bin/sleep", "7512").timeoutMs(300).json());

        RunResult result = new RunResult(asked.join().expect(200).json());

        assertEquals("timed_out", result.outcome());
        assertEquals(15, result.signal());
    }

    private static Path random(Path file, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(5).nextBytes(content);
        return Files.write(file, content);
    }
}
