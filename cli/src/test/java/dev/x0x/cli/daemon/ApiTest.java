// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class ApiTest {
    @TempDir Path home;
    private FakeDaemon fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeDaemon();
        fake.moveInto(home);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private Daemon daemon(Map<String, String> more) {
        var environment = new java.util.HashMap<>(more);
        environment.put("HOME", home.toString());
        return new Daemon(
                Optional.empty(),
                Optional.empty(),
                DataDirectory.of(Optional.empty(), environment),
                environment);
    }

    private Daemon daemon() {
        return daemon(Map.of());
    }

    @Test
    void asks_with_host_token_and_one_connection() throws Exception {
        fake.on("GET /status", 200, "{\"ok\":true,\"status\":\"connected\"}");
        assertEquals("connected", daemon().status().get("status").plain());
        var asked = fake.asked().getFirst();
        assertEquals(fake.address().toString(), asked.headers().get("Host"));
        assertEquals("Bearer " + FakeDaemon.TOKEN, asked.headers().get("Authorization"));
        assertEquals("close", asked.headers().get("Connection"));
    }

    @Test
    void health_needs_no_token_and_sends_none() throws Exception {
        Files.delete(home.resolve(".local/share/x0x/api-token"));
        fake.on("GET /health", 200, "{\"ok\":true}");
        assertTrue(daemon().health().get("ok").isTrue());
        assertFalse(fake.asked().getFirst().headers().containsKey("Authorization"));
    }

    @Test
    void the_environments_token_goes_before_the_file() throws Exception {
        fake.on("GET /agent", 200, "{}");
        daemon(Map.of("X0X_API_TOKEN", "abc")).agent();
        daemon(Map.of("X0X_API_TOKEN", "")).agent();
        assertEquals("Bearer abc", fake.asked().get(0).headers().get("Authorization"));
        assertEquals(
                "Bearer " + FakeDaemon.TOKEN, fake.asked().get(1).headers().get("Authorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a b", "grün", ""})
    void a_token_cannot_end_its_header(String token) throws IOException {
        Files.writeString(home.resolve(".local/share/x0x/api-token"), token);
        assertThrows(UnreachableException.class, () -> daemon().agent());
        assertTrue(fake.asked().isEmpty());
    }

    @Test
    void chunks_are_put_together() throws Exception {
        fake.on(
                "GET /peers",
                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding:"
                        + " Chunked\r\n\r\n4;x=y\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\nTrailer: t\r\n\r\n");
        assertEquals(1, daemon().peers().get("a").number().orElseThrow());
    }

    @Test
    void a_body_may_end_with_the_connection_or_be_empty() throws Exception {
        fake.on("GET /peers", "HTTP/1.1 200 OK\n\n{\"a\":1}");
        assertEquals(1, daemon().peers().get("a").number().orElseThrow());
        fake.on("DELETE /contacts/aa/machines/bb", "HTTP/1.1 204 No Content\r\n\r\n");
        assertTrue(daemon().removeMachine("aa", "bb").members().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{},"
            })
    void an_answer_that_is_cut_or_strange_is_an_error(String raw) {
        fake.on("GET /peers", raw);
        assertThrows(IOException.class, () -> daemon().peers());
    }

    @Test
    void endless_headers_are_an_error() {
        fake.on("GET /peers", "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(200) + "\r\n{}");
        assertThrows(IOException.class, () -> daemon().peers());
        fake.on("GET /agent", "HTTP/1.1 200 OK\r\nA: " + "b".repeat(20_000) + "\r\n\r\n{}");
        assertThrows(IOException.class, () -> daemon().agent());
    }

    @Test
    void a_no_carries_status_error_and_detail() {
        fake.on(
                "GET /status",
                409,
                "{\"ok\":false,\"error\":\"machine_ambiguous\",\"detail\":\"two\"}");
        var no = assertThrows(RefusedException.class, () -> daemon().status());
        assertEquals(409, no.status());
        assertEquals("machine_ambiguous", no.error());
        assertEquals("machine_ambiguous: two", no.getMessage());
        fake.on("GET /agent", "HTTP/1.1 500 X\r\nContent-Length: 4\r\n\r\noops");
        no = assertThrows(RefusedException.class, () -> daemon().agent());
        assertEquals("the daemon answered 500", no.getMessage());
    }

    @Test
    void a_body_refused_while_it_is_written_is_answered_all_the_same() throws Exception {
        try (var server = new java.net.ServerSocket(0)) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (var socket = server.accept()) {
                                    socket.getInputStream().readNBytes(10);
                                    socket.getOutputStream()
                                            .write(
                                                    FakeDaemon.json(
                                                            413, "{\"error\":\"too large\"}"));
                                    socket.shutdownOutput();
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            var daemon =
                    new Daemon(
                            Optional.of(new ApiAddress("127.0.0.1", server.getLocalPort())),
                            Optional.empty(),
                            DataDirectory.of(Optional.empty(), Map.of("HOME", home.toString())),
                            Map.of());
            byte[] much = new byte[4 << 20];
            var no =
                    assertThrows(
                            RefusedException.class,
                            () -> daemon.send("aa", much, java.util.OptionalLong.empty()));
            assertEquals(413, no.status());
        }
    }

    @Test
    void nobody_there_says_what_to_do() throws IOException {
        fake.close();
        var e = assertThrows(UnreachableException.class, () -> daemon().health());
        assertTrue(
                e.getMessage().contains("is x0xd running? start it with: x0x start"),
                e.getMessage());
        Files.delete(home.resolve(".local/share/x0x/api-token"));
        e = assertThrows(UnreachableException.class, () -> daemon().agent());
        assertTrue(e.getMessage().contains("no API token"), e.getMessage());
    }

    @Test
    void words_in_paths_are_escaped() throws Exception {
        fake.on("GET /agent/card?include_local_addresses=true&display_name=a%20%26%20b", 200, "{}");
        daemon().card(Optional.of("a & b"), true);
        fake.on("DELETE /contacts/..%2Fx", 200, "{}");
        daemon().removeContact("../x");
    }

    @Test
    void events_come_one_by_one() throws Exception {
        // A bar for each line's end.
        String lines =
                "HTTP/1.1 200 OK|Content-Type: text/event-stream||: ping||event: live|data: {}||"
                        + "retry: 5|event:a\r|data:[1,\r|data: 2]\r|\r|event: never sent||data: 7||"
                        + "event: cut|data: {";
        fake.on("GET /direct/events", lines.replace('|', '\n'));
        try (Events events = daemon().directEvents()) {
            assertEquals(new Event("live", new Fields().object()), events.next().orElseThrow());
            Event second = events.next().orElseThrow();
            assertEquals("a", second.name());
            assertEquals("[1,2]", JsonWriter.compact(second.data()));
            assertEquals("message", events.next().orElseThrow().name());
            assertTrue(events.next().isEmpty());
        }
    }

    @Test
    void an_event_longer_than_a_buffer_is_whole() throws Exception {
        String text = "x".repeat(200_000);
        fake.stream("GET /direct/events", "big", "\"" + text + "\"", "next", "1");
        try (Events events = daemon().directEvents()) {
            assertEquals(text, events.next().orElseThrow().data().plain());
            assertEquals("next", events.next().orElseThrow().name());
            assertTrue(events.next().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:12700",
                "http://127.0.0.1:12700",
                "http://127.0.0.1:12700/",
                " 127.0.0.1:12700\n"
            })
    void addresses_are_read(String text) {
        assertEquals(Optional.of(ApiAddress.USUAL), ApiAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:+1",
                "host:1x",
                "https://h:1",
                "h/x:1",
                "a b:1",
                "::1:80",
                "[]:80",
                "host:1/x",
                "h@x:1",
                "host:123456"
            })
    void what_is_no_address_is_none(String text) {
        assertEquals(Optional.empty(), ApiAddress.parse(text));
    }

    @Test
    void ipv6_stands_in_brackets() {
        var address = ApiAddress.parse("[::1]:80").orElseThrow();
        assertEquals(new ApiAddress("::1", 80), address);
        assertEquals("[::1]:80", address.toString());
    }

    @Test
    void data_directories_follow_xdg_and_the_instance() {
        var env = Map.of("HOME", "/home/a", "XDG_DATA_HOME", "/data");
        assertEquals("/data/x0x", DataDirectory.of(Optional.empty(), env).path().toString());
        assertEquals("/data/x0x-b", DataDirectory.of(Optional.of("b"), env).path().toString());
        env = Map.of("HOME", "/home/a", "XDG_DATA_HOME", "relative");
        assertEquals(
                "/home/a/.local/share/x0x",
                DataDirectory.of(Optional.empty(), env).path().toString());
    }

    @Test
    void a_token_is_not_in_what_a_call_prints() {
        var call =
                new HttpCall(
                        "GET",
                        "/x",
                        Optional.of("secret"),
                        Optional.empty(),
                        java.time.Duration.ZERO);
        assertFalse(call.toString().contains("secret"));
        assertTrue(
                new String(call.bytes(ApiAddress.USUAL), StandardCharsets.US_ASCII)
                        .contains("secret"));
    }
}
