// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.AuditTrail;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The main job: a command typed against one daemon runs on another, and all of it comes back. */
class ExecBasicsTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;
    static String exit;
    static String both;
    static String arguments;
    static Path binary;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        alice.stop();
        alice.acl(Acl.enabled().allow(alice, List.of(List.of("/bin/echo", "<INT>")))).start();
        bob = fleet.node("bob");
        exit = bob.script("exit.sh", "exit \"$1\"\n");
        both = bob.script("both.sh", "echo out; echo err >&2; echo out again; exit 4\n");
        arguments = bob.script("arguments.sh", "for a in \"$@\"; do echo \"[$a]\"; done\n");
        binary = bob.dir().resolve("every.bin");
        Files.write(binary, everyByte());
        bob.acl(acl()).start();
        fleet.introduce(alice, bob);
    }

    private static Acl acl() {
        return Acl.enabled()
                .allow(
                        alice,
                        List.of(
                                List.of("/bin/true"),
                                List.of("/bin/cat"),
                                List.of("/bin/cat", binary.toString()),
                                List.of("/bin/pwd"),
                                List.of("/usr/bin/env"),
                                List.of("/usr/bin/seq", "<INT>"),
                                List.of("seq", "<INT>"),
                                List.of(exit, "<INT>"),
                                List.of(both),
                                List.of(
                                        arguments,
                                        "two words",
                                        "",
                                        "'\"\\",
                                        "ä\u00e9\u4e16",
                                        "*")));
    }

    @Test
    void a_command_that_succeeds_says_so_in_every_field() throws Exception {
        RunResult result = alice.run(Command.on(bob, "/bin/true").timeoutMs(5_000));

        assertTrue(result.json().get("ok").asBoolean());
        assertTrue(result.requestId().matches("[0-9a-f]{32}"), result.requestId());
        assertEquals(0, result.code());
        assertNull(result.signal());
        assertEquals("exited", result.outcome());
        assertNull(result.denial());
        assertEquals("", result.out() + result.err());
        assertEquals(0, result.stdoutTotal() + result.stderrTotal());
        assertFalse(result.truncated());
        assertEquals(List.of(), result.warnings());
        Set<String> members = new TreeSet<>();
        result.json().fieldNames().forEachRemaining(members::add);
        assertEquals(new TreeSet<>(RunResult.MEMBERS), members);
    }

    @Test
    void what_ran_is_recorded_in_full() throws Exception {
        RunResult result = alice.run(Command.on(bob, exit, "9").timeoutMs(4_321));

        List<JsonNode> lines = bob.audit().of(result.requestId());
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(result.requestId()));
        JsonNode request = lines.get(0);
        assertEquals(alice.agentId(), request.get("agent_id").asText());
        assertEquals(alice.machineId(), request.get("machine_id").asText());
        assertEquals(List.of(exit, "9"), AuditTrail.argv(request));
        assertEquals("entry 0", request.get("matched_acl").asText());
        assertEquals(0, request.get("stdin_bytes").asLong());
        assertEquals(4_321, request.get("timeout_ms").asLong());
        assertTrue(request.get("content").asText().matches("[0-9a-f]{64}"));
        assertEquals(exit, request.get("program").asText());
        assertEquals(alice.machineId(), request.at("/via/machine_id").asText());
        assertTrue(request.at("/via/direct").asBoolean());
        assertTrue(lines.get(1).get("pid").asLong() > 1);
        JsonNode end = lines.get(2);
        assertEquals(9, end.get("code").asInt());
        assertTrue(end.get("signal").isNull());
        assertEquals("exited", end.get("outcome").asText());
        assertFalse(end.get("truncated").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 124, 126, 127, 130, 137, 255})
    void exit_codes_come_back_as_they_are(int code) throws Exception {
        RunResult result =
                alice.run(Command.on(bob, exit, Integer.toString(code)).timeoutMs(5_000));

        assertEquals(code, result.code());
        assertNull(result.signal());
        assertEquals("exited", result.outcome());
    }

    @Test
    void both_streams_come_back_each_in_its_place() {
        RunResult result = alice.run(Command.on(bob, both));

        assertEquals("out\nout again\n", result.out());
        assertEquals("err\n", result.err());
        assertEquals(14, result.stdoutTotal());
        assertEquals(4, result.stderrTotal());
        assertEquals(4, result.code());
    }

    @Test
    void output_is_bytes_not_text() {
        RunResult result = alice.run(Command.on(bob, "/bin/cat", binary.toString()));

        assertArrayEquals(everyByte(), result.stdout());
        assertFalse(result.truncated());
    }

    @Test
    void a_large_output_is_complete_and_in_order() {
        RunResult result = alice.run(Command.on(bob, "/usr/bin/seq", "300000"));

        String wanted =
                IntStream.rangeClosed(1, 300_000)
                        .mapToObj(n -> n + "\n")
                        .collect(Collectors.joining());
        assertEquals(wanted.length(), result.stdoutTotal());
        assertEquals(wanted, result.out());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 30_000, 49_152, 100_000, 1_048_576})
    void stdin_goes_there_and_comes_back(int size) {
        byte[] bytes = random(size);

        RunResult result = alice.run(Command.on(bob, "/bin/cat").stdin(bytes));

        assertEquals(0, result.code());
        assertArrayEquals(bytes, result.stdout());
    }

    @Test
    void a_command_that_does_not_read_its_stdin_still_ends() {
        RunResult result = alice.run(Command.on(bob, "/bin/true").stdin(random(1_048_576)));

        assertEquals(0, result.code());
        assertEquals("exited", result.outcome());
    }

    @Test
    void arguments_arrive_as_they_are() {
        RunResult result =
                alice.run(
                        Command.on(bob, arguments, "two words", "", "'\"\\", "ä\u00e9\u4e16", "*"));

        assertEquals("[two words]\n[]\n['\"\\]\n[ä\u00e9\u4e16]\n[*]\n", result.out());
    }

    @Test
    void the_environment_is_ours_alone() {
        RunResult result = alice.run(Command.on(bob, "/usr/bin/env"));

        assertEquals(
                Set.of(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=" + bob.home(),
                        "LANG=C.UTF-8",
                        "LC_ALL=C.UTF-8"),
                Set.copyOf(result.out().lines().toList()));
    }

    @Test
    void it_runs_in_the_root_directory() {
        assertEquals("/\n", alice.run(Command.on(bob, "/bin/pwd")).out());
    }

    @Test
    void a_bare_program_name_is_resolved_and_the_file_is_recorded() throws Exception {
        RunResult result = alice.run(Command.on(bob, "seq", "2"));

        assertEquals("1\n2\n", result.out());
        JsonNode request = bob.audit().await(result.requestId(), "request");
        assertEquals(List.of("seq", "2"), AuditTrail.argv(request));
        assertTrue(request.get("program").asText().endsWith("/bin/seq"), request::toString);
    }

    @Test
    void on_oneself_it_goes_through_the_same_gate() throws Exception {
        RunResult allowed = alice.run(Command.on(alice, "/bin/echo", "7"));
        RunResult refused = alice.run(Command.on(alice, "/bin/echo", "0"));

        assertEquals("7\n", allowed.out());
        assertEquals(
                List.of("request", "started", "exit"), alice.audit().events(allowed.requestId()));
        assertEquals("argv_not_allowed", refused.denial());
        assertEquals(List.of("denial"), alice.audit().events(refused.requestId()));
    }

    @Test
    void a_request_without_a_command_is_a_bad_request() {
        Answer answer = alice.rest().post("/exec/run", Command.on(bob).json());

        answer.expect(400);
        assertEquals("argv must not be empty", answer.text("error"));
        assertFalse(answer.json().get("ok").asBoolean());
    }

    @Test
    void an_agent_nobody_knows_is_not_asked() {
        String nobody = "0123456789abcdef".repeat(4);

        Answer answer =
                alice.rest()
                        .post("/exec/run", Command.onAgent(nobody, List.of("/bin/true")).json())
                        .expect(502);

        assertFalse(answer.json().get("ok").asBoolean());
        assertEquals("not_sent", answer.text("error"));
        alice.rest()
                .post("/exec/run", Command.onAgent("abc", List.of("/bin/true")).json())
                .expect(400);
    }

    @Test
    void a_request_id_of_ones_own_is_used_once() {
        String id = Command.freshId();

        RunResult first = alice.run(Command.on(bob, "/bin/true").id(id));
        Answer second = alice.rest().post("/exec/run", Command.on(bob, "/bin/true").id(id).json());

        assertEquals(id, first.requestId());
        second.expect(400);
        assertEquals("duplicate_request_id", second.text("error"));
    }

    @Test
    void the_program_passes_on_both_streams_stdin_and_the_exit_code() throws Exception {
        Cli.Ended ended = alice.cli().run("exec", bob.agentId(), "--", both).expect(4);
        assertEquals("out\nout again\n", ended.out());
        assertTrue(ended.err().startsWith("err\n"), ended.err());

        byte[] bytes = everyByte();
        Cli.Ended echoed =
                alice.cli()
                        .run(bytes, "exec", bob.agentId(), "--stdin-file", "-", "--", "/bin/cat")
                        .expect(0);
        assertArrayEquals(bytes, echoed.stdout());
        assertEquals("", echoed.err());

        Cli.Ended json =
                alice.cli().run("exec", bob.agentId(), "--json", "--", exit, "3").expect(3);
        assertEquals(3, json.result().code());
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
