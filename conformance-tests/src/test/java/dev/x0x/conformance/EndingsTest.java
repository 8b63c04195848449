// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Every way a command can end: what is said of it, what the program exits with, what is left. */
class EndingsTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    /** Numbers that mark one test's processes among everything that runs here. */
    private static final AtomicInteger MARKS =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 900) * 1_000 + 1);

    static Node alice;
    static Node bob;
    static Node impatient;
    static String tree;
    static String polite;
    static String stubborn;
    static String suicide;
    static String quiet;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        // each has a child of its own that would outlive it
        tree = bob.script("tree.sh", "sleep 7531.$1 & wait\n");
        polite = bob.script("polite.sh", "trap 'exit 7' TERM\nsleep 7531.$1 & wait\n");
        stubborn =
                bob.script("stubborn.sh", "trap '' TERM\nsleep 7531.$1 & while :; do wait; done\n");
        suicide = bob.script("suicide.sh", "sleep 7531.$2 & kill -$1 $$\n");
        Acl acl = Acl.enabled().set("max_duration_secs", 60).allow(alice, commands());
        bob.acl(acl).start();
        fleet.introduce(alice, bob);
        impatient = fleet.node("impatient");
        quiet = impatient.script("quiet.sh", "sleep 7531.$1 & wait\n");
        impatient
                .acl(
                        Acl.enabled()
                                .set("max_idle_secs", 1)
                                .allow(alice, List.of(List.of(quiet, "<INT>"))))
                .start();
        fleet.introduce(alice, impatient);
    }

    private static List<List<String>> commands() {
        return List.of(
                List.of("/bin/true"),
                List.of("/bin/false"),
                List.of(tree, "<INT>"),
                List.of(polite, "<INT>"),
                List.of(stubborn, "<INT>"),
                List.of(suicide, "KILL", "<INT>"),
                List.of(suicide, "TERM", "<INT>"));
    }

    @Test
    void exited_with_its_own_code() throws Exception {
        Cli.Ended ended = x0x(bob, "/bin/false").expect(1);

        assertEquals("exited", ended.result().outcome());
        recorded(ended.result(), "exited");
    }

    @Test
    void signalled_is_128_and_the_signal() throws Exception {
        String mark = mark();
        RunResult killed = x0x(bob, suicide, "KILL", mark).expect(137).result();
        RunResult terminated = x0x(bob, suicide, "TERM", mark).expect(143).result();

        assertEquals("signalled", killed.outcome());
        assertEquals(9, killed.signal());
        assertNull(killed.code());
        assertEquals(15, terminated.signal());
        recorded(killed, "signalled");
        gone(mark);
    }

    @Test
    void timed_out_politely() throws Exception {
        String mark = mark();

        RunResult result =
                x0xWith(List.of("--timeout", "1"), bob, polite, mark).expect(124).result();

        assertEquals("timed_out", result.outcome());
        assertEquals(7, result.code());
        assertNull(result.signal());
        between(1_000, result.durationMs(), 5_000);
        recorded(result, "timed_out");
        gone(mark);
    }

    @Test
    void timed_out_stubbornly_and_killed_five_seconds_later() throws Exception {
        String mark = mark();

        RunResult result = alice.run(Command.on(bob, stubborn, mark).timeoutMs(1_200));

        assertEquals("timed_out", result.outcome());
        assertEquals(9, result.signal());
        assertNull(result.code());
        between(6_200, result.durationMs(), 10_000);
        recorded(result, "timed_out");
        gone(mark);
    }

    @Test
    void cancelled_through_the_api() throws Exception {
        String mark = mark();
        CompletableFuture<Answer> run = start(Command.on(bob, tree, mark));
        String id = bob.audit().awaitStarted(mark);

        alice.rest().post("/exec/cancel", "{\"request_id\":\"" + id + "\"}").expect(200);

        RunResult result = new RunResult(run.get(30, TimeUnit.SECONDS).expect(200).json());
        assertEquals("cancelled", result.outcome());
        assertEquals(15, result.signal());
        recorded(result, "cancelled");
        gone(mark);
    }

    @Test
    void cancelled_through_either_spelling_of_the_program() throws Exception {
        for (int spelling = 0; spelling < 2; spelling++) {
            String mark = mark();
            CompletableFuture<Answer> run = start(Command.on(bob, tree, mark));
            String id = bob.audit().awaitStarted(mark);

            if (spelling == 0) {
                alice.cli().run("exec", "cancel", id).expect(0);
            } else {
                alice.cli().run("exec", bob.agentId(), "--cancel", id).expect(0);
            }

            RunResult result = new RunResult(run.get(30, TimeUnit.SECONDS).expect(200).json());
            assertEquals("cancelled", result.outcome());
            gone(mark);
        }
    }

    @Test
    void an_unknown_request_cannot_be_cancelled() {
        Answer answer =
                alice.rest().post("/exec/cancel", "{\"request_id\":\"" + Command.freshId() + "\"}");

        answer.expect(404);
        assertEquals("unknown_request", answer.text("error"));
        alice.rest().post("/exec/cancel", "{\"request_id\":\"xyz\"}").expect(400);
    }

    @Test
    void cancelled_by_ctrl_c() throws Exception {
        String mark = mark();
        Cli.Started running = alice.cli().start("exec", bob.agentId(), "--", tree, mark);
        String id = bob.audit().awaitStarted(mark);

        running.interrupt();

        running.end().expect(130);
        assertEquals("cancelled", bob.audit().await(id, "exit").get("outcome").asText());
        gone(mark);
    }

    @Test
    void cancelled_when_the_client_is_gone() throws Exception {
        String mark = mark();
        String id;
        try (Socket client =
                alice.rest().postAndHold("/exec/run", Command.on(bob, tree, mark).json())) {
            id = bob.audit().awaitStarted(mark);
            assertTrue(client.isConnected());
        }

        assertEquals("cancelled", bob.audit().await(id, "exit").get("outcome").asText());
        gone(mark);
    }

    @Test
    void lease_expired_when_the_requester_was_killed() throws Exception {
        String mark = mark();
        CompletableFuture<Answer> run = start(Command.on(bob, stubborn, mark).timeoutMs(60_000));
        String id = bob.audit().awaitStarted(mark);

        alice.kill9();
        try {
            run.handle((answer, gone) -> gone).get(30, TimeUnit.SECONDS);
            JsonNode exit = bob.audit().await(id, "exit");
            assertEquals("lease_expired", exit.get("outcome").asText());
            assertEquals(9, exit.get("signal").asInt());
            gone(mark);
        } finally {
            alice.start();
        }
        assertEquals("exited", alice.run(Command.on(bob, "/bin/true")).outcome());
    }

    @Test
    void daemon_stopped_in_the_middle() throws Exception {
        String mark = mark();
        Cli.Started running =
                alice.cli().start("exec", bob.agentId(), "--json", "--", stubborn, mark);
        bob.audit().awaitStarted(mark);
        long began = System.nanoTime();
        try {
            assertEquals(0, bob.stop());
            between(0, Duration.ofNanos(System.nanoTime() - began).toMillis(), 5_000);
            assertEquals(List.of(), Processes.withArgument("7531." + mark));
        } finally {
            bob.start();
        }

        RunResult result = running.end().expect(122).result();
        assertEquals("daemon_stopped", result.outcome());
        recorded(result, "daemon_stopped");
        gone(mark);
        assertEquals("exited", alice.run(Command.on(bob, "/bin/true")).outcome());
    }

    @Test
    void idle_where_the_operator_set_a_limit() throws Exception {
        String mark = mark();

        RunResult result = x0x(impatient, quiet, mark).expect(122).result();

        assertEquals("idle", result.outcome());
        assertEquals(15, result.signal());
        assertEquals(
                "idle",
                impatient.audit().await(result.requestId(), "exit").get("outcome").asText());
        gone(mark);
    }

    @Test
    void spawn_failed_is_127() throws Exception {
        String doomed = bob.dir().resolve("programs/suicide.sh").toString();
        Path aside = Path.of(doomed + ".aside");
        Files.move(Path.of(doomed), aside);
        try {
            RunResult result = x0x(bob, suicide, "TERM", mark()).expect(127).result();
            assertEquals("spawn_failed", result.outcome());
        } finally {
            Files.move(aside, Path.of(doomed));
        }
    }

    @Test
    void denied_is_126_and_says_why() throws Exception {
        Cli.Ended ended = alice.cli().run("exec", bob.agentId(), "--", "/bin/echo").expect(126);

        assertTrue(ended.err().contains("argv_not_allowed"), ended.err());
        assertEquals("", ended.out());
    }

    @Test
    void nothing_ran_is_125_and_a_wrong_command_line_is_2() throws Exception {
        String nobody = "0123456789abcdef".repeat(4);

        alice.cli().run("exec", nobody, "--", "/bin/true").expect(125);
        alice.cli().run("exec", bob.agentId(), "--no-such-option", "--", "x").expect(2);
    }

    private static Cli.Ended x0x(Node target, String... argv) throws Exception {
        return x0xWith(List.of(), target, argv);
    }

    private static Cli.Ended x0xWith(List<String> options, Node target, String... argv)
            throws Exception {
        List<String> line = new java.util.ArrayList<>(List.of("exec", target.agentId(), "--json"));
        line.addAll(options);
        line.add("--");
        line.addAll(List.of(argv));
        return alice.cli().run(line.toArray(String[]::new));
    }

    private static CompletableFuture<Answer> start(Command command) {
        return alice.rest().postAsync("/exec/run", command.json());
    }

    private static String mark() {
        return Integer.toString(MARKS.incrementAndGet());
    }

    private static void recorded(RunResult result, String outcome) throws Exception {
        JsonNode exit = bob.audit().await(result.requestId(), "exit");
        assertEquals(outcome, exit.get("outcome").asText());
        assertEquals(result.json().get("code"), exit.get("code"));
        assertEquals(result.json().get("signal"), exit.get("signal"));
        assertEquals(
                1, bob.audit().events(result.requestId()).stream().filter("exit"::equals).count());
    }

    /** Neither the command nor the child it left behind runs any more. */
    private static void gone(String mark) {
        Await.until(
                "nothing runs with `" + mark + "`",
                Duration.ofSeconds(5),
                () ->
                        Processes.withArgument(mark).isEmpty()
                                && Processes.withArgument("7531." + mark).isEmpty());
    }

    private static void between(long least, long value, long most) {
        assertTrue(least <= value && value <= most, value + " is not in " + least + ".." + most);
    }
}
