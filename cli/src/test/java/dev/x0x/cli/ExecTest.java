// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.FakeDaemon;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonReader;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.Terminal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ExecTest {
    private static final String ID = "a1".repeat(32);
    private static final String RUN = "POST /exec/run?stream=sse";

    @TempDir Path home;
    private FakeDaemon fake;
    private Here here;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeDaemon();
        fake.moveInto(home);
        here = new Here(home);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static String[] events(String name) throws IOException {
        List<String> events = new ArrayList<>();
        for (Json each : VectorsTest.json(name).items()) {
            events.add(each.get("event").plain());
            events.add(JsonWriter.compact(each.get("data")));
        }
        return events.toArray(String[]::new);
    }

    private static String end(String name) throws IOException {
        return JsonWriter.compact(VectorsTest.json(name));
    }

    private static String data(byte[] bytes) {
        return "{\"seq\":0,\"data_b64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
    }

    @Test
    void output_is_passed_on_byte_for_byte() throws IOException {
        fake.stream(RUN, events("exec-run-events"));
        assertEquals(0, here.run("exec", ID, "--quiet", "--", "uptime"), here.err());
        assertEquals("onetwo", here.out());
        assertArrayEquals(new byte[] {(byte) 0xff, 0, '\r', '\n'}, here.err.toByteArray());
    }

    @Test
    void warnings_are_said_unless_quiet() throws IOException {
        fake.stream(RUN, events("exec-run-events"));
        assertEquals(0, here.run("exec", ID, "--", "uptime"));
        assertTrue(here.err().contains("x0x: warning: the command has run for 60 s\n"), here.err());
    }

    @Test
    void verbose_says_whom_under_which_id_and_how_it_ended() throws IOException {
        fake.stream(RUN, events("exec-run-events"));
        here.run("exec", ID, "-v", "--", "uptime");
        for (String each :
                List.of(
                        "agent " + ID,
                        "request_id 0123",
                        "started, pid 4711",
                        "outcome=exited code=0")) {
            assertTrue(here.err().contains("x0x: " + each), here.err());
        }
    }

    @Test
    void the_request_is_what_was_typed() throws IOException {
        fake.stream(RUN, "end", end("exec-run-ok"));
        here.in = new byte[] {0, -1};
        here.run(
                "exec",
                ID,
                "--timeout",
                "2.5",
                "--stdin-file",
                "-",
                "--machine",
                "C3".repeat(32),
                "--request-id",
                "0f".repeat(16),
                "--",
                "sh",
                "--json",
                "@x",
                "",
                "a b",
                "--");
        assertEquals(
                "{\"agent_id\":\""
                        + ID
                        + "\",\"argv\":[\"sh\",\"--json\",\"@x\",\"\",\"a"
                        + " b\",\"--\"],\"timeout_ms\":2500,"
                        + "\"stdin_b64\":\"AP8=\",\"machine_id\":\""
                        + "c3".repeat(32)
                        + "\",\"request_id\":\""
                        + "0f".repeat(16)
                        + "\"}",
                Here.body(fake));
        here.run("exec", ID, "--", "uptime");
        assertEquals("{\"agent_id\":\"" + ID + "\",\"argv\":[\"uptime\"]}", Here.body(fake));
    }

    @Test
    void standard_input_is_a_file_if_one_is_named() throws IOException {
        fake.stream(RUN, "end", end("exec-run-ok"));
        Path file = home.resolve("in");
        Files.write(file, new byte[] {1, 2, 3});
        here.run("exec", ID, "--stdin-file", file.toString(), "--", "wc");
        assertTrue(Here.body(fake).contains("\"stdin_b64\":\"AQID\""));
        assertEquals(125, here.run("exec", ID, "--stdin-file", "/nowhere", "--", "wc"));
        assertTrue(here.err().contains("outcome=not_run: there is no file `/nowhere`"), here.err());
    }

    @ParameterizedTest
    @CsvSource({
        "exec-run-ok, 0, ''",
        "exec-run-nonzero, 3, ''",
        "exec-run-denied, 126, outcome=denied denial_reason=argv_not_allowed",
        "exec-run-spawn-failed, 127, outcome=spawn_failed",
        "exec-run-signalled, 137, outcome=signalled signal=9",
        "exec-run-timed-out, 124, outcome=timed_out",
        "exec-run-cancelled, 130, outcome=cancelled",
        "exec-run-fate-unknown, 123, outcome=fate_unknown request_id=0123456789abcdef"
    })
    void each_end_has_its_code_and_its_words(String name, int code, String words)
            throws IOException {
        // The whole object in the end event is also what a daemon answers that does not stream.
        fake.stream(RUN, "accepted", "{\"request_id\":\"00\"}", "end", end(name));
        assertEquals(code, here.run("exec", ID, "--", "x"), here.err());
        assertTrue(
                words.isEmpty()
                        ? !here.err().contains("outcome=")
                        : here.err().contains("x0x: " + words),
                here.err());
        fake.on(RUN, 200, VectorsTest.text(name));
        assertEquals(code, here.run("exec", ID, "--", "x"), here.err());
    }

    @Test
    void cut_output_is_noted() throws IOException {
        fake.on(RUN, 200, VectorsTest.text("exec-run-truncated"));
        assertEquals(0, here.run("exec", ID, "--", "x"));
        assertEquals("0123456789", here.out());
        assertTrue(
                here.err().contains("output was cut")
                        && here.err().contains("stdout 10 of 4096 bytes"),
                here.err());
        assertEquals(0, here.run("exec", ID, "--quiet", "--", "x"));
        assertEquals("", here.err());
    }

    @Test
    void json_is_the_whole_object_and_nothing_else() throws IOException {
        fake.stream(RUN, events("exec-run-events"));
        assertEquals(0, here.run("exec", ID, "--json", "--", "x"));
        assertEquals("", here.err());
        Json object = JsonReader.read(here.out.toByteArray());
        assertEquals(VectorsTest.json("exec-run-ok").members().keySet(), object.members().keySet());
        assertEquals("b25ldHdv", object.get("stdout_b64").plain());
        assertEquals("/wANCg==", object.get("stderr_b64").plain());
        fake.on(RUN, 200, VectorsTest.text("exec-run-denied"));
        assertEquals(126, here.run("exec", ID, "--json", "--", "x"));
        assertEquals(end("exec-run-denied") + "\n", here.out());
        assertEquals("", here.err());
    }

    @Test
    void without_streaming_output_comes_at_the_end() throws Exception {
        var release = new CountDownLatch(1);
        fake.on(
                RUN,
                (asked, out) -> {
                    out.write(FakeDaemon.eventStream());
                    out.write(
                            FakeDaemon.event(
                                    "stdout", data("one".getBytes(StandardCharsets.UTF_8))));
                    out.flush();
                    release.await(20, TimeUnit.SECONDS);
                    out.write(
                            FakeDaemon.event(
                                    "end",
                                    end("exec-run-streamed-end")
                                            .replace("bytes_total\":6", "bytes_total\":3")
                                            .replace("bytes_total\":4", "bytes_total\":0")));
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                });
        var seen = new CountDownLatch(1);
        var streamed = new ByteArrayOutputStream();
        OutputStream noticing =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        streamed.write(b);
                        seen.countDown();
                    }
                };
        Thread.ofVirtual()
                .start(
                        () ->
                                Main.run(
                                        List.of("exec", ID, "--", "x"),
                                        new Terminal(noticing, noticing),
                                        new ByteArrayInputStream(new byte[0]),
                                        Map.of("HOME", home.toString())));
        assertTrue(seen.await(20, TimeUnit.SECONDS), "output comes before the end");
        release.countDown();
        assertEquals(0, here.run("exec", ID, "--no-stream", "--", "x"), here.err());
        assertEquals("one", here.out());
    }

    @Test
    void a_connection_that_ends_early_is_no_success() throws IOException {
        fake.on(
                RUN,
                (asked, out) -> {
                    out.write(FakeDaemon.eventStream());
                    out.write(
                            FakeDaemon.event(
                                    "accepted", "{\"request_id\":\"" + "0f".repeat(16) + "\"}"));
                    out.write(
                            FakeDaemon.event(
                                    "stdout", data("part".getBytes(StandardCharsets.UTF_8))));
                });
        assertEquals(123, here.run("exec", ID, "--", "x"));
        assertEquals("part", here.out());
        assertTrue(here.err().contains("outcome=fate_unknown request_id=0f0f"), here.err());
        fake.on(RUN, "");
        assertEquals(123, here.run("exec", ID, "--", "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'ok':false,'error':'argv must not be empty'} | 125",
                "401 | {'ok':false,'error':'missing'} | 125",
                "404 | {'ok':false,'error':'unknown_agent'} | 125",
                "409 | {'ok':false,'error':'machine_ambiguous','detail':'two'} | 125",
                "413 | {'ok':false,'error':'too large'} | 125",
                "502 | {'ok':false,'error':'not_sent','detail':'no link'} | 125",
                "503 | {'ok':false,'error':'stopping'} | 125",
                "504 | {'ok':false,'error':'late','request_id':'0f0f','outcome':'fate_unknown'} |"
                        + " 123",
                "504 | {'ok':false,'error':'late'} | 123",
                "500 | {'ok':false,'error':'internal error'} | 123"
            })
    void a_no_before_the_stream_says_whether_anything_ran(int status, String body, int code) {
        fake.on(RUN, status, body.replace('\'', '"'));
        assertEquals(code, here.run("exec", ID, "--", "x"), here.err());
        String word = code == 125 ? "not_run" : "fate_unknown";
        assertTrue(here.err().startsWith("x0x: outcome=" + word), here.err());
        assertEquals("", here.out());
    }

    @Test
    void an_error_in_the_middle_says_whether_anything_ran() {
        fake.stream(
                RUN,
                "accepted",
                "{\"request_id\":\"0f\"}",
                "error",
                "{\"ok\":false,\"error\":\"not_sent\",\"detail\":\"no link\"}");
        assertEquals(125, here.run("exec", ID, "--", "x"));
        fake.stream(
                RUN,
                "accepted",
                "{\"request_id\":\"0f\"}",
                "error",
                "{\"ok\":false,\"error\":\"internal error\"}");
        assertEquals(123, here.run("exec", ID, "--", "x"));
    }

    @Test
    void output_that_went_missing_is_no_success() throws IOException {
        fake.stream(
                RUN,
                "stdout",
                data("12345".getBytes(StandardCharsets.UTF_8)),
                "end",
                end("exec-run-streamed-end"));
        assertEquals(123, here.run("exec", ID, "--", "x"));
        assertTrue(here.err().contains("output is missing"), here.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"stdout | {'data_b64':'***'}", "stdout | {", "end | {} trailing"})
    void events_that_are_no_events_are_no_success(String name, String data) {
        fake.stream(RUN, name, data.replace('\'', '"'));
        assertEquals(123, here.run("exec", ID, "--", "x"), here.err());
    }

    @Test
    void large_output_arrives_whole() {
        byte[] chunk = new byte[40_000];
        Arrays.fill(chunk, (byte) 7);
        fake.on(
                RUN,
                (asked, out) -> {
                    out.write(FakeDaemon.eventStream());
                    for (int i = 0; i < 100; i++) {
                        out.write(FakeDaemon.event("stdout", data(chunk)));
                    }
                    out.write(
                            FakeDaemon.event(
                                    "end",
                                    "{\"outcome\":\"exited\",\"code\":0,\"stdout_bytes_total\":4000000,\"stderr_bytes_total\":0}"));
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                });
        assertEquals(0, here.run("exec", ID, "--", "x"), here.err());
        assertEquals(4_000_000, here.out.size());
    }

    @Test
    void a_reader_that_stops_ends_it() throws IOException {
        fake.stream(RUN, events("exec-run-events"));
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        var err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        List.of("exec", ID, "--", "x"),
                        new Terminal(closed, err),
                        new ByteArrayInputStream(new byte[0]),
                        Map.of("HOME", home.toString()));
        assertEquals(130, code);
        assertFalse(err.toString(StandardCharsets.UTF_8).contains("Exception"));
    }
}
