// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A command does not outlive the client that asked for it, nor the server. */
final class ClientGoneTest {
    private static final String RUN = "/exec/run";
    private static final String STREAM = "/exec/run?stream=sse";
    private static final String ASK = "{\"agent_id\":\"" + RestRig.A + "\",\"argv\":[\"id\"]}";

    @TempDir Path dataDir;
    private RestRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new RestRig(dataDir);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    /** Asks for something that never ends, goes away, and waits for the run to be abandoned. */
    private void leave(String path, Leaving leaving) throws Exception {
        var running = new CountDownLatch(1);
        rig.doors.exec.script =
                (ask, stream) -> {
                    if (path.equals(STREAM)) {
                        stream.accepted(FakeExec.ID);
                    }
                    running.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError();
                };
        try (RawHttp http = rig.connect()) {
            http.write(rig.request("POST", path, ASK));
            assertTrue(running.await(10, TimeUnit.SECONDS));
            leaving.leave(http);
            assertTrue(rig.doors.exec.abandoned.await(10, TimeUnit.SECONDS));
        }
    }

    private interface Leaving {
        void leave(RawHttp http) throws IOException;
    }

    @Test
    void a_plain_client_that_closes_cancels() throws Exception {
        leave(RUN, RawHttp::close);
    }

    @Test
    void a_plain_client_that_resets_cancels() throws Exception {
        leave(RUN, RawHttp::reset);
    }

    @Test
    void a_streaming_client_that_closes_cancels() throws Exception {
        leave(STREAM, RawHttp::close);
    }

    @Test
    void a_client_that_only_stops_talking_is_gone_too() throws Exception {
        leave(RUN, RawHttp::shutdownOutput);
    }

    @Test
    void a_client_that_chatters_on_is_not_gone_until_it_is() throws Exception {
        leave(
                RUN,
                http -> {
                    http.write(rig.request("GET", "/health", ""));
                    assertEquals(1, rig.doors.exec.abandoned.getCount());
                    http.close();
                });
    }

    @Test
    void a_client_that_goes_while_being_written_to_cancels() throws Exception {
        rig.doors.exec.script =
                (ask, stream) -> {
                    while (true) { // far more than a socket buffer: blocks until the client goes
                        stream.output(StdStream.STDOUT, new byte[48 << 10]);
                    }
                };
        try (RawHttp http = rig.connect()) {
            http.write(rig.request("POST", STREAM, ASK));
            http.head();
            assertTrue(http.event().startsWith("event: stdout\n"));
        }
        assertTrue(rig.doors.exec.abandoned.await(10, TimeUnit.SECONDS));
    }

    @Test
    void a_command_longer_than_the_idle_limit_is_not_cut_off(@TempDir Path other) throws Exception {
        try (RestRig brisk = new RestRig(other, Duration.ofMillis(100))) {
            var never = new CountDownLatch(1);
            brisk.doors.exec.script =
                    (ask, stream) -> {
                        assertFalse(never.await(700, TimeUnit.MILLISECONDS));
                        return FakeExec.end(Outcome.EXITED);
                    };
            assertEquals(200, brisk.post(RUN, ASK).status());
        }
    }

    @Test
    void the_server_stops_in_time_though_a_command_runs() throws Exception {
        var running = new CountDownLatch(1);
        rig.doors.exec.script =
                (ask, stream) -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError();
                };
        try (RawHttp http = rig.connect()) {
            http.write(rig.request("POST", RUN, ASK));
            assertTrue(running.await(10, TimeUnit.SECONDS));
            long began = System.nanoTime();
            rig.server.close();
            assertTrue(System.nanoTime() - began < 4_000_000_000L);
            assertTrue(rig.doors.exec.abandoned.await(1, TimeUnit.SECONDS));
            assertFalse(Files.exists(dataDir.resolve("api.port")));
        }
    }
}
