// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.conformance.harness.Acl;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The x0x program: its verbs, what it prints where, and its exit codes (DECISIONS C5). */
class CliTest {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;

    /** Has a home and has never run. */
    static Node nobody;

    static String exit;
    static String killed;
    static String missing;
    static String both;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        nobody = fleet.node("nobody");
        exit = bob.script("exit.sh", "exit \"$1\"\n");
        killed = bob.script("killed.sh", "kill -KILL $$\n");
        missing = bob.dir().resolve("missing").toString();
        both = bob.script("both.sh", "echo out; echo err >&2; exit 4\n");
        bob.acl(
                Acl.enabled()
                        .set("max_stdout_bytes", 1000)
                        .allow(
                                alice,
                                List.of(
                                        List.of("/bin/true"),
                                        List.of("/bin/cat"),
                                        List.of("/usr/bin/seq", "<INT>"),
                                        List.of("/bin/sleep", "<INT>"),
                                        List.of(exit, "<INT>"),
                                        List.of(killed),
                                        List.of(missing),
                                        List.of(both))));
        bob.start();
        fleet.introduce(alice, bob);
        alice.rest()
                .post(
                        "/contacts",
                        "{\"agent_id\":\"%s\",\"trust_level\":\"trusted\",\"label\":\"bob\"}"
                                .formatted(bob.agentId()))
                .expect(201);
    }

    // --- exit codes

    @ParameterizedTest
    @CsvSource({
        "exited, 0, /bin/true",
        "exited, 77, EXIT 77",
        "exited, 125, EXIT 125",
        "signalled, 137, KILLED",
        "timed_out, 124, /bin/sleep 7411",
        "denied, 126, /bin/false",
        "spawn_failed, 127, MISSING"
    })
    void each_outcome_has_its_code_with_and_without_json(String outcome, int code, String command)
            throws Exception {
        List<String> argv =
                List.of(
                        command.replace("EXIT", exit)
                                .replace("KILLED", killed)
                                .replace("MISSING", missing)
                                .split(" ", -1));
        Cli.Ended plain = exec(List.of("--timeout", "1"), argv).expect(code);
        Cli.Ended json = exec(List.of("--timeout", "1", "--json"), argv).expect(code);

        RunResult result = new RunResult(STRICT.readTree(json.stdout()));
        assertEquals(outcome, result.outcome());
        assertEquals("", plain.out());
        if (!outcome.equals("exited")) {
            assertTrue(plain.err().contains("x0x: outcome=" + outcome), plain.err());
        } else {
            assertEquals("", plain.err());
        }
    }

    @Test
    void a_denial_names_the_reason_and_what_to_do() throws Exception {
        Cli.Ended ended = exec(List.of(), List.of("/bin/false")).expect(126);

        assertTrue(ended.err().contains("argv_not_allowed"), ended.err());
        assertTrue(ended.err().contains("hint:"), ended.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "exec",
                "exec bob",
                "exec bob /bin/true",
                "exec bob --",
                "exec --frob bob -- /bin/true",
                "exec --timeout soon bob -- /bin/true",
                "exec --timeout 0 bob -- /bin/true",
                "exec --timeout -3 bob -- /bin/true",
                "exec --machine abc bob -- /bin/true",
                "exec cancel zz",
                "exec bob --cancel zz",
                "frobnicate",
                "trust set bob friend",
                "trust",
                "contacts add abc",
                "contacts add " + NO_ONE + " --label sessions",
                "machines pin",
                "completion tcsh",
                "diagnostics weather",
                "health now",
                "--api nonsense health",
                "--name ../x health",
                "--frob"
            })
    void a_wrong_command_line_is_2_and_says_what_is_wrong(String line) throws Exception {
        Cli.Ended ended =
                alice.cli().run(line.isEmpty() ? new String[0] : line.split(" ", -1)).expect(2);

        assertEquals("", ended.out());
        assertTrue(ended.err().startsWith("x0x: "), ended.err());
    }

    private static final String NO_ONE =
            "abababababababababababababababababababababababababababababababab";

    @Test
    void nothing_ran_is_125_and_says_what_to_do() throws Exception {
        Cli.Ended down = nobody.cli().run("exec", NO_ONE, "--", "/bin/true").expect(125);
        assertTrue(down.err().contains("x0x start"), down.err());

        Cli.Ended unknown = alice.cli().run("exec", "mallory", "--", "/bin/true").expect(125);
        assertTrue(unknown.err().contains("mallory"), unknown.err());

        Cli.Ended unsent = alice.cli().run("exec", NO_ONE, "--", "/bin/true").expect(125);
        assertTrue(unsent.err().contains("x0x: outcome=not_run"), unsent.err());

        Path token = Files.writeString(alice.dir().resolve("wrong-token"), "0".repeat(64));
        String address = alice.rest().authority();
        alice.cli()
                .run(
                        "--api",
                        address,
                        "--token-file",
                        token.toString(),
                        "exec",
                        "bob",
                        "--",
                        "/bin/true")
                .expect(125);
        Path none = alice.dir().resolve("no-such-file");
        exec(List.of("--stdin-file", none.toString()), List.of("/bin/cat")).expect(125);
    }

    // --- exec's options

    @Test
    void json_is_one_object_with_the_output_in_it() throws Exception {
        Cli.Ended json = exec(List.of("--json"), List.of(both)).expect(4);

        RunResult result = new RunResult(STRICT.readTree(json.stdout()));
        assertEquals("out\n", result.out());
        assertEquals("err\n", result.err());
        assertEquals("", json.err());
        assertEquals(RunResult.MEMBERS.size(), result.json().size(), "the /exec/run object alone");
    }

    @Test
    void output_goes_where_it_came_from_streamed_or_not() throws Exception {
        for (List<String> options : List.of(List.<String>of(), List.of("--no-stream"))) {
            Cli.Ended ended = exec(options, List.of(both)).expect(4);

            assertEquals("out\n", ended.out());
            assertEquals("err\n", ended.err());
        }
    }

    @Test
    void cut_output_is_said_unless_quiet_is_wanted() throws Exception {
        Cli.Ended said = exec(List.of(), List.of("/usr/bin/seq", "999")).expect(0);
        Cli.Ended quiet = exec(List.of("--quiet"), List.of("/usr/bin/seq", "999")).expect(0);

        assertEquals(1000, said.stdout().length);
        assertTrue(said.err().contains("x0x: warning:"), said.err());
        assertTrue(said.err().contains("1000 of "), said.err());
        assertEquals("", quiet.err());
        assertArrayEquals(said.stdout(), quiet.stdout());
    }

    @Test
    void verbose_says_whom_under_which_id_and_how() throws Exception {
        String id = Command.freshId();
        Cli.Ended ended = exec(List.of("-v", "--request-id", id), List.of("/bin/true")).expect(0);

        assertEquals("", ended.out());
        assertTrue(ended.err().contains(bob.agentId()), ended.err());
        assertTrue(ended.err().contains("outcome=exited"), ended.err());
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(id));
        exec(List.of("--request-id", id), List.of("/bin/true")).expect(125);
    }

    @Test
    void stdin_comes_from_a_file_or_from_our_own() throws Exception {
        byte[] some = "some\0bytes\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(alice.dir().resolve("some"), some);

        assertArrayEquals(
                some, exec(List.of("--stdin-file", file.toString()), List.of("/bin/cat")).stdout());
        assertArrayEquals(
                some,
                alice.cli()
                        .run(some, "exec", "bob", "--stdin-file", "-", "--", "/bin/cat")
                        .expect(0)
                        .stdout());
        assertEquals(
                "",
                alice.cli().run(some, "exec", "bob", "--", "/bin/cat").expect(0).out(),
                "our stdin is not theirs unless asked for");
    }

    @Test
    void sessions_are_shown_and_cancelled() throws Exception {
        Cli.Started running = alice.cli().start("exec", "bob", "--", "/bin/sleep", "7412");
        String id = bob.audit().awaitStarted("7412");

        String asked = alice.cli().run("exec", "sessions").expect(0).out();
        String serving = bob.cli().run("exec", "sessions").expect(0).out();
        assertTrue(asked.contains(id) && asked.contains("/bin/sleep 7412"), asked);
        assertTrue(serving.contains(id) && serving.contains(alice.agentId()), serving);
        JsonNode json =
                STRICT.readTree(alice.cli().run("exec", "sessions", "--json").expect(0).stdout());
        assertEquals(id, json.at("/pending_clients/0/request_id").asText());

        alice.cli().run("exec", "cancel", id).expect(0);

        Cli.Ended ended = running.end().expect(130);
        assertTrue(ended.err().contains("outcome=cancelled"), ended.err());
        Cli.Ended twice = alice.cli().run("exec", "cancel", "00".repeat(16));
        assertEquals(1, twice.exit());
        Await.until("it is gone", () -> Processes.withArgument("7412").isEmpty());
    }

    // --- the other verbs

    @ParameterizedTest
    @ValueSource(
            strings = {
                "health",
                "status",
                "agent",
                "agent card",
                "contacts",
                "peers",
                "exec sessions",
                "diagnostics exec",
                "diagnostics dm",
                "diagnostics gossip",
                "diagnostics transport",
                "machines list bob"
            })
    void a_question_is_answered_as_text_and_as_json(String line) throws Exception {
        Cli.Ended text = alice.cli().run(line.split(" ", -1)).expect(0);
        Cli.Ended json = alice.cli().run((line + " --json").split(" ", -1)).expect(0);

        assertFalse(text.out().isBlank());
        assertEquals("", text.err() + json.err());
        assertTrue(STRICT.readTree(json.stdout()).get("ok").asBoolean());
    }

    @Test
    void answers_hold_what_is_asked_for() throws Exception {
        assertTrue(out("agent").contains(alice.agentId()));
        assertTrue(out("status").contains("connected"));
        assertTrue(out("health").contains("healthy"));
        assertTrue(out("peers").contains(bob.machineId()));
        assertTrue(out("contacts").contains("bob"));
        assertTrue(
                bob.cli().run("diagnostics", "exec").expect(0).out().contains("requests_received"));
        assertTrue(out("--version").matches("x0x \\S+\n"));
    }

    @Test
    void a_card_goes_through_a_pipe_or_a_file() throws Exception {
        String card = bob.cli().run("agent", "card", "--include-local-addresses").expect(0).out();
        assertTrue(card.startsWith("x0x://agent/") && card.endsWith("\n"), card);
        byte[] bytes = card.getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(alice.dir().resolve("bob.card"), bytes);

        Cli.Ended piped = alice.cli().run(bytes, "import", "-").expect(0);
        assertTrue(piped.out().contains(bob.agentId()), piped.out());
        assertTrue(piped.out().contains("hint:"), "trusted stays trusted: " + piped.out());
        alice.cli().run("agent", "import", "@" + file, "--trust", "trusted").expect(0);
        alice.cli().run("agent", "import", card.strip(), "--trust", "trusted").expect(0);
        Cli.Ended broken = alice.cli().run("import", card.strip().substring(0, card.length() / 2));
        assertEquals(1, broken.exit());
        assertTrue(broken.err().startsWith("x0x: "), broken.err());
    }

    @Test
    void trust_machines_and_pins_are_set() throws Exception {
        String friend = "5c".repeat(32);
        String machine = "5d".repeat(32);
        out("contacts", "add", friend, "--label", "friend");
        out("trust", "set", "friend", "trusted");
        assertTrue(out("contacts").contains("friend"));
        assertEquals("trusted", contact(friend).get("trust_level").asText());
        out("machines", "add", "friend", machine);
        out("machines", "pin", "friend");
        assertEquals("pinned", contact(friend).get("identity_type").asText());
        assertTrue(out("machines", "list", "friend").contains(machine));
        assertTrue(out("trust", "evaluate", "friend", "ee".repeat(32)).contains("Mismatch"));
        out("machines", "unpin", "friend", machine);
        assertTrue(out("trust", "evaluate", "friend", "ee".repeat(32)).contains("Accept"));
        alice.cli().run("machines", "pin", "friend", "ee".repeat(32)).expect(1);
        out("machines", "remove", "friend", machine);
        out("contacts", "remove", "friend");
        alice.cli().run("trust", "set", "friend", "blocked").expect(1);
    }

    // --- words for the above

    private static Cli.Ended exec(List<String> options, List<String> argv) throws Exception {
        List<String> line = new ArrayList<>(List.of("exec", "bob"));
        line.addAll(options);
        line.add("--");
        line.addAll(argv);
        return alice.cli().run(line.toArray(String[]::new));
    }

    private static String out(String... args) throws Exception {
        return alice.cli().run(args).expect(0).out();
    }

    private static JsonNode contact(String agentId) {
        return alice.rest()
                .get("/contacts")
                .expect(200)
                .json()
                .get("contacts")
                .valueStream()
                .filter(one -> one.get("agent_id").asText().equals(agentId))
                .findFirst()
                .orElseThrow();
    }
}
