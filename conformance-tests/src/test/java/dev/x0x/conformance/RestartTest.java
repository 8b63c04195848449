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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The executing daemon dies or stops, and is started again: nothing runs twice (DECISIONS B4). */
class RestartTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    /** Numbers that only one test uses, among everything that runs on this machine too. */
    private static final AtomicInteger MARKS =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 900) * 1_000 + 1);

    static Node alice;
    static Node bob;
    static Path runs;
    static Path gate;
    static String count;
    static String talk;
    static String hold;
    static String deadly;
    static String tree;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        runs = Files.createFile(bob.dir().resolve("runs.txt"));
        gate = bob.dir().resolve("gate");
        String ran = "echo \"$1\" >> " + runs + "\n";
        count = bob.script("count.sh", ran);
        talk = bob.script("talk.sh", ran + "echo hello\n");
        hold = bob.script("hold.sh", ran + "while [ -e " + gate + " ]; do sleep 0.1; done\n");
        deadly = bob.script("deadly.sh", ran + "kill -9 $PPID\n");
        tree = bob.script("tree.sh", ran + "trap '' TERM\nsleep 7533.$1 & sleep 7534.$1\n");
        bob.acl(
                        Acl.enabled()
                                .allow(
                                        alice,
                                        List.of(
                                                List.of(count, "<INT>"),
                                                List.of(talk, "<INT>"),
                                                List.of(hold, "<INT>"),
                                                List.of(deadly, "<INT>"),
                                                List.of(tree, "<INT>"))))
                .start();
        fleet.introduce(alice, bob);
    }

    @Test
    void a_command_that_kills_its_daemon_has_run_once() throws Exception {
        // Where in its answers the daemon dies is another place each time.
        for (int i = 0; i < 3; i++) {
            String mark = mark();
            Cli.Started asking = x0x(deadly, mark);
            Await.until("bob is dead", () -> !bob.isRunning());
            bob.start();

            RunResult result = asking.end().expect(123).result();

            assertEquals("fate_unknown", result.outcome());
            assertEquals(1, ran(mark));
            List<String> events = bob.audit().events(result.requestId());
            assertTrue(
                    List.of(List.of("request"), List.of("request", "started")).contains(events),
                    events.toString());
        }
    }

    @Test
    void what_ran_when_the_daemon_was_killed_is_not_run_again() throws Exception {
        String mark = mark();
        Files.createFile(gate);
        try {
            Cli.Started asking = x0x(hold, mark);
            String id = bob.audit().awaitStarted(mark);
            bob.kill9();
            bob.start();

            RunResult result = asking.end().expect(123).result();

            assertEquals("fate_unknown", result.outcome());
            assertEquals(id, result.requestId());
            assertEquals(List.of("request", "started"), bob.audit().events(id));
            // The same again from a requester that has forgotten it.
            restartAlice();
            Command same = Command.on(bob, hold, mark).timeoutMs(60_000).id(id);
            assertEquals("fate_unknown", alice.run(same).outcome());
            assertEquals(1, ran(mark));
            assertEquals(List.of("request", "started"), bob.audit().events(id));
        } finally {
            Files.deleteIfExists(gate);
        }
    }

    @Test
    void a_recorded_end_is_told_again_and_nothing_runs_again() throws Exception {
        String silent = mark();
        String loud = mark();
        String other = mark();
        String silentId = alice.run(Command.on(bob, count, silent)).requestId();
        String loudId = alice.run(Command.on(bob, talk, loud)).requestId();
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(loudId));
        bob.kill9();
        bob.start();
        restartAlice();

        RunResult again = alice.run(Command.on(bob, count, silent).id(silentId));
        RunResult lost = alice.run(Command.on(bob, talk, loud).id(loudId));

        assertEquals("exited", again.outcome());
        assertEquals(0, again.code());
        // Its output is gone with the daemon that had it: no success without it.
        assertEquals("fate_unknown", lost.outcome());
        assertEquals(null, lost.code());
        assertEquals(6, lost.stdoutTotal());
        restartAlice();
        RunResult refused = alice.run(Command.on(bob, count, other).id(silentId));
        assertEquals("duplicate_request", refused.denial());
        assertEquals(List.of(1L, 1L, 0L), List.of(ran(silent), ran(loud), ran(other)));
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(loudId));
        assertEquals(List.of("request", "started", "exit", "denial"), bob.audit().events(silentId));
    }

    @Test
    void what_was_asked_while_it_was_down_runs_once_when_it_is_back() throws Exception {
        String mark = mark();
        bob.kill9();
        CompletableFuture<Answer> asked = ask(Command.on(bob, count, mark));
        bob.start();

        RunResult result = new RunResult(asked.get(2, TimeUnit.MINUTES).expect(200).json());

        assertEquals("exited", result.outcome());
        assertEquals(1, ran(mark));
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(result.requestId()));
    }

    @Test
    void a_torn_last_line_is_kept_aside_and_reported() throws Exception {
        alice.run(Command.on(bob, count, mark()));
        bob.kill9();
        Path log = bob.audit().file();
        byte[] whole = Files.readAllBytes(log);
        String torn = "{\"event\":\"request\",\"ts_unix_ms\":17";
        Files.writeString(log, torn, StandardOpenOption.APPEND);

        bob.start();

        Path aside = log.resolveSibling("exec.log.torn-1");
        assertEquals(torn, Files.readString(aside));
        assertEquals("rw-------", mode(aside));
        assertEquals(whole.length, Files.size(log));
        JsonNode status = bob.rest().get("/status").expect(200).json();
        assertTrue(status.get("warnings").toString().contains(aside.toString()), status.toString());
        assertEquals("exited", alice.run(Command.on(bob, count, mark())).outcome());
        assertEquals(0, bob.stop());
        bob.start();
        status = bob.rest().get("/status").expect(200).json();
        assertEquals("[]", status.get("warnings").toString(), "reported once");
        assertEquals(torn, Files.readString(aside));
    }

    @Test
    void a_past_that_cannot_be_read_puts_requests_off() throws Exception {
        String mark = mark();
        assertEquals(0, bob.stop());
        Path log = bob.audit().file();
        byte[] good = Files.readAllBytes(log);
        Files.writeString(log, "{\"event\":\"request\"}\n", StandardOpenOption.APPEND);
        bob.start();

        RunResult result = alice.run(Command.on(bob, count, mark));

        assertEquals("busy", result.denial());
        assertEquals(0, ran(mark));
        assertEquals(0, bob.stop());
        Files.write(log, good);
        bob.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "POST /shutdown"})
    void a_stop_ends_what_runs_and_says_so(String how) throws Exception {
        String mark = mark();
        Cli.Started asking = x0x(tree, mark);
        String id = bob.audit().awaitStarted(mark);
        Await.until("its child runs", () -> !Processes.withArgument("7533." + mark).isEmpty());

        if (how.equals("SIGTERM")) {
            bob.terminate();
        } else {
            bob.rest().post("/shutdown", "").expect(200);
        }

        assertEquals(0, bob.awaitEnd(), bob.logs());
        assertEquals(List.of(), Processes.withArgument(mark));
        assertEquals(List.of(), Processes.withArgument("7533." + mark));
        assertEquals(List.of(), Processes.withArgument("7534." + mark));
        bob.start();
        assertEquals("daemon_stopped", asking.end().expect(122).result().outcome());
        JsonNode exit = bob.audit().await(id, "exit");
        assertEquals("daemon_stopped", exit.get("outcome").asText());
        assertEquals(9, exit.get("signal").asInt());
        assertEquals(1, ran(mark));
    }

    private static Cli.Started x0x(String... argv) throws Exception {
        List<String> line =
                new ArrayList<>(List.of("exec", bob.agentId(), "--json", "--timeout", "60", "--"));
        line.addAll(List.of(argv));
        return alice.cli().start(line.toArray(String[]::new));
    }

    private static CompletableFuture<Answer> ask(Command command) {
        return alice.rest().postAsync("/exec/run", command.json());
    }

    private static void restartAlice() throws Exception {
        assertEquals(0, alice.stop());
        alice.start();
    }

    private static String mark() {
        return Integer.toString(MARKS.incrementAndGet());
    }

    private static long ran(String mark) throws Exception {
        return Files.readAllLines(runs).stream().filter(mark::equals).count();
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
