// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.EventReader;
import dev.x0x.conformance.harness.EventReader.Event;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What a command writes: complete, exact, in order, at the reader's pace, and up to the caps. */
class OutputTest {
    private static final int CAP = 100_000;
    private static final int WARN = 60_000;
    private static final int MANY = 8 << 20;
    private static final int MORE_THAN_BUFFERS = 48 << 20;

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;

    /** Gives little: its caps are small. */
    static Node carol;

    static String cat;
    static String catErr;
    static String both;
    static String slow;
    static Path one;
    static Path two;
    static Path endless;
    static Path go;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        carol = fleet.node("carol");
        go = bob.dir().resolve("go");
        one = random(bob, "one", MANY, 1);
        two = random(bob, "two", MANY, 2);
        endless = random(bob, "endless", MORE_THAN_BUFFERS, 3);
        both = bob.script("both.sh", "cat \"$1\" & cat \"$2\" >&2; wait\n");
        slow =
                bob.script(
                        "slow.sh",
                        "echo first; while [ ! -e \"$1\" ]; do sleep 0.02; done; echo last\n");
        bob.acl(
                Acl.enabled()
                        .set("max_stdout_bytes", 64 << 20)
                        .allow(
                                alice,
                                List.of(
                                        List.of("/bin/cat", one.toString()),
                                        List.of("/bin/cat", endless.toString()),
                                        List.of(both, one.toString(), two.toString()),
                                        List.of(slow, go.toString()))));
        bob.start();
        cat = carol.script("cat.sh", "head -c \"$1\" \"$2\"\n");
        catErr = carol.script("cat-err.sh", "head -c \"$1\" \"$2\" >&2\n");
        carol.acl(
                Acl.enabled()
                        .set("max_stdout_bytes", CAP)
                        .set("max_stderr_bytes", CAP)
                        .set("warn_stdout_bytes", WARN)
                        .set("warn_stderr_bytes", WARN)
                        .allow(
                                alice,
                                List.of(
                                        List.of(cat, "<INT>", one.toString()),
                                        List.of(catErr, "<INT>", one.toString()))));
        carol.start();
        fleet.introduce(alice, bob);
        fleet.introduce(alice, carol);
    }

    @ParameterizedTest
    @ValueSource(ints = {CAP + 1, 3 * CAP})
    void beyond_the_cap_of_stdout_an_exact_prefix_and_the_true_total(int bytes) throws Exception {
        RunResult result = alice.run(onCarol(cat, bytes));

        assertArrayEquals(prefix(CAP), result.stdout());
        assertEquals(bytes, result.stdoutTotal());
        assertTrue(result.truncated());
        assertEquals(0, result.code(), "the command itself came to its end");
        assertEquals(2, result.warnings().size(), result.warnings().toString());
        assertEquals(
                List.of("stdout_approaching_cap", "stdout_cap_hit"), warned(result.requestId()));
    }

    @Test
    void beyond_the_cap_of_stderr_the_same() throws Exception {
        RunResult result = alice.run(onCarol(catErr, CAP + 1));

        assertArrayEquals(prefix(CAP), result.stderr());
        assertEquals(CAP + 1, result.stderrTotal());
        assertEquals(0, result.stdoutTotal());
        assertTrue(result.truncated());
        assertEquals(
                List.of("stderr_approaching_cap", "stderr_cap_hit"), warned(result.requestId()));
        JsonNode totals = carol.rest().get("/diagnostics/exec").expect(200).json().get("totals");
        assertTrue(totals.at("/cap_breaches/stderr").asLong() >= 1, totals.toString());
        assertTrue(totals.at("/cap_warnings/stderr_cap_hit").asLong() >= 1, totals.toString());
    }

    @Test
    void exactly_the_cap_is_not_truncated() throws Exception {
        RunResult result = alice.run(onCarol(cat, CAP));

        assertArrayEquals(prefix(CAP), result.stdout());
        assertEquals(CAP, result.stdoutTotal());
        assertFalse(result.truncated());
    }

    @Test
    void a_byte_below_the_threshold_warns_of_nothing() throws Exception {
        RunResult below = alice.run(onCarol(cat, WARN - 1));
        RunResult at = alice.run(onCarol(cat, WARN));

        assertEquals(List.of(), below.warnings());
        assertEquals(List.of("stdout_approaching_cap"), warned(at.requestId()));
        assertArrayEquals(prefix(WARN), at.stdout());
        assertFalse(at.truncated());
    }

    @Test
    void both_streams_at_once_come_whole_and_exact() throws Exception {
        RunResult result =
                alice.run(Command.on(bob, both, one.toString(), two.toString()).timeoutMs(60_000));

        assertEquals(0, result.code());
        assertTrue(Arrays.equals(Files.readAllBytes(one), result.stdout()), "stdout differs");
        assertTrue(Arrays.equals(Files.readAllBytes(two), result.stderr()), "stderr differs");
        assertFalse(result.truncated());
    }

    @Test
    void the_program_prints_bytes_as_they_are() throws Exception {
        Cli.Ended ended =
                alice.cli().run("exec", bob.agentId(), "--", "/bin/cat", one.toString()).expect(0);

        assertTrue(Arrays.equals(Files.readAllBytes(one), ended.stdout()), "stdout differs");
    }

    @Test
    void events_come_in_order_and_are_the_whole_story() throws Exception {
        List<Event> events;
        try (var reader = EventReader.of(alice.rest(), onCarol(cat, CAP + 5))) {
            events = reader.rest();
        }

        List<String> names = events.stream().map(Event::name).toList();
        assertEquals("started", names.get(names.getFirst().equals("accepted") ? 1 : 0));
        assertEquals("end", names.getLast());
        assertEquals(1, names.stream().filter("end"::equals).count());
        assertEquals(
                Set.of("stdout_approaching_cap", "stdout_cap_hit"),
                Set.copyOf(
                        events.stream()
                                .filter(e -> e.name().equals("warning"))
                                .map(e -> e.data().get("kind").asText())
                                .toList()));
        assertArrayEquals(prefix(CAP), gathered(events, "stdout"));
        JsonNode end = events.getLast().data();
        assertTrue(end.get("stdout_b64").isNull(), "output is in the events");
        assertEquals(CAP + 5, end.get("stdout_bytes_total").asLong());
        assertTrue(end.get("truncated").asBoolean());
        assertEquals("exited", end.get("outcome").asText());
    }

    @Test
    void a_command_that_takes_its_time_is_accepted_then_started() throws Exception {
        Files.deleteIfExists(go);
        try (var reader = EventReader.of(alice.rest(), Command.on(bob, slow, go.toString()))) {
            Event accepted = reader.next();
            Event started = reader.next();
            Event first = reader.next();
            Files.createFile(go);
            List<Event> rest = reader.rest();

            assertEquals("accepted", accepted.name());
            assertTrue(accepted.data().get("request_id").asText().matches("[0-9a-f]{32}"));
            assertEquals("started", started.name());
            assertTrue(started.data().get("pid").asLong() > 1);
            assertEquals("stdout", first.name());
            assertEquals(
                    "last\n", new String(gathered(rest, "stdout", 1), StandardCharsets.US_ASCII));
            assertEquals("end", rest.getLast().name());
        }
    }

    @Test
    void the_first_line_is_printed_before_the_command_ends() throws Exception {
        Files.deleteIfExists(go);
        Cli.Started running = alice.cli().start("exec", bob.agentId(), "--", slow, go.toString());
        Await.until("the first line", () -> running.printed().equals("first\n"));
        assertTrue(running.process().isAlive());

        Files.createFile(go);

        assertEquals("first\nlast\n", running.end().expect(0).out());
    }

    @Test
    void a_reader_that_does_not_read_holds_the_command_up_and_loses_nothing() throws Exception {
        Command command = Command.on(bob, "/bin/cat", endless.toString()).timeoutMs(60_000);
        try (var reader = EventReader.of(alice.rest(), command)) {
            long child =
                    Await.value(
                                    "the command runs",
                                    Await.PATIENCE,
                                    () ->
                                            Processes.withArgument(endless.toString()).stream()
                                                    .findFirst())
                            .pid();
            long written = whenItStands(child);

            assertTrue(written < MORE_THAN_BUFFERS / 2, "the command was let run on: " + written);
            assertTrue(resident(alice) < 500 << 10, "KiB in memory here: " + resident(alice));
            assertTrue(resident(bob) < 500 << 10, "KiB in memory there: " + resident(bob));

            List<Event> events = reader.rest();
            assertEquals("end", events.getLast().name());
            assertNull(events.getLast().data().get("stdout_b64").textValue());
            assertTrue(
                    Arrays.equals(Files.readAllBytes(endless), gathered(events, "stdout")),
                    "what came is not what was written");
        }
    }

    private static Command onCarol(String script, int bytes) {
        return Command.on(carol, script, Integer.toString(bytes), one.toString());
    }

    private static byte[] prefix(int bytes) throws Exception {
        return Arrays.copyOf(Files.readAllBytes(one), bytes);
    }

    private static List<String> warned(String requestId) throws Exception {
        return carol.audit().of(requestId).stream()
                .filter(l -> l.get("event").asText().equals("warning"))
                .map(l -> l.get("kind").asText())
                .toList();
    }

    private static byte[] gathered(List<Event> events, String stream) {
        return gathered(events, stream, 0);
    }

    /** The bytes of one stream; its events must be numbered without a gap. */
    private static byte[] gathered(List<Event> events, String stream, int firstSeq) {
        var bytes = new ByteArrayOutputStream();
        List<Long> numbers = new ArrayList<>();
        for (Event each : events) {
            if (each.name().equals(stream)) {
                assertEquals(firstSeq + numbers.size(), each.data().get("seq").asLong());
                numbers.add(each.data().get("seq").asLong());
                bytes.writeBytes(Base64.getDecoder().decode(each.data().get("data_b64").asText()));
            }
        }
        return bytes.toByteArray();
    }

    /** How much a process has written, once that has not changed for a second. */
    private static long whenItStands(long pid) {
        long[] seen = {-1, 0};
        Await.until(
                "the command waits for its reader",
                () -> {
                    long written = written(pid);
                    long now = System.nanoTime();
                    if (written != seen[0]) {
                        seen[0] = written;
                        seen[1] = now;
                    }
                    return now - seen[1] > 1_000_000_000L;
                });
        return seen[0];
    }

    /** proc(5): {@code wchar} counts what was passed to write(2). */
    private static long written(long pid) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/io"))) {
            if (line.startsWith("wchar: ")) {
                return Long.parseLong(line.substring("wchar: ".length()));
            }
        }
        throw new AssertionError("no wchar");
    }

    /** Resident memory in KiB. */
    private static long resident(Node node) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmRSS");
    }

    private static Path random(Node node, String name, int bytes, long seed) throws Exception {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return Files.write(node.dir().resolve(name), content);
    }
}
