// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.FakeDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Signals reach a process, so this runs one. */
class InterruptTest {
    private static final String ID = "a1".repeat(32);
    private static final String REQUEST = "0f".repeat(16);
    private static final String RUN = "POST /exec/run?stream=sse";

    @TempDir Path home;

    private Process x0x(Path err) throws IOException {
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.x0x.cli.Main",
                                "exec",
                                ID,
                                "--",
                                "sleep",
                                "1000")
                        .redirectError(err.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_DATA_HOME");
        builder.environment().remove("X0X_API_TOKEN");
        return builder.start();
    }

    private static void kill(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void a_signal_cancels_there_and_waits_for_the_end(String signal) throws Exception {
        var accepted = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var fake = new FakeDaemon()) {
            fake.moveInto(home);
            fake.on(
                    RUN,
                    (asked, out) -> {
                        out.write(FakeDaemon.eventStream());
                        out.write(
                                FakeDaemon.event(
                                        "accepted", "{\"request_id\":\"" + REQUEST + "\"}"));
                        out.write(FakeDaemon.event("stdout", "{\"seq\":0,\"data_b64\":\"aGk=\"}"));
                        out.flush();
                        accepted.countDown();
                        cancelled.await(30, TimeUnit.SECONDS);
                        out.write(
                                FakeDaemon.event(
                                        "end", "{\"outcome\":\"cancelled\",\"signal\":15}"));
                        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    });
            fake.on(
                    "POST /exec/cancel",
                    (asked, out) -> {
                        out.write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"
                                        .getBytes(StandardCharsets.US_ASCII));
                        cancelled.countDown();
                    });
            Path err = home.resolve("err");
            Process process = x0x(err);
            assertEquals('h', process.getInputStream().read(), "running");
            kill(signal, process);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
            assertEquals(130, process.exitValue(), Files.readString(err));
            assertTrue(Files.readString(err).contains("outcome=cancelled"), Files.readString(err));
            assertTrue(
                    fake.asked().stream()
                            .anyMatch(
                                    each ->
                                            each.body()
                                                    .equals(
                                                            "{\"request_id\":\""
                                                                    + REQUEST
                                                                    + "\"}")));
        }
    }

    @Test
    void before_the_request_is_taken_going_away_is_enough() throws Exception {
        var asked = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var fake = new FakeDaemon()) {
            fake.moveInto(home);
            fake.on(
                    RUN,
                    (request, out) -> {
                        asked.countDown();
                        end.await(30, TimeUnit.SECONDS);
                    });
            Path err = home.resolve("err");
            Process process = x0x(err);
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            kill("INT", process);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
            assertEquals(130, process.exitValue(), Files.readString(err));
            end.countDown();
        }
    }
}
