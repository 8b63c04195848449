// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** Who gets in, and what everyone else is told. */
final class GateTest {
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

    private RawHttp.Answer with(String line, String headers) throws IOException {
        return rig.ask(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
    }

    private RawHttp.Answer withHost(String host) throws IOException {
        return rig.ask("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void the_right_token_opens() throws IOException {
        assertEquals(200, rig.get("/status").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer TOKE\r\n",
                "Authorization: Bearer TOKENx\r\n",
                "Authorization: Bearer  TOKEN0\r\n",
                "Authorization: bearer TOKEN0\r\n",
                "Authorization: Basic TOKEN0\r\n",
                "Authorization: TOKEN0\r\n",
                "Authorization: Bearer TOKEN0\r\nAuthorization: Bearer TOKEN0\r\n",
                "Authorization: Bearer TOKEN0\r\nAuthorization: Bearer no\r\n",
            })
    void anything_else_does_not(String header) throws IOException {
        String headers =
                header.replace("TOKEN0", rig.token)
                        .replace("TOKENx", rig.token.substring(1) + "x")
                        .replace("TOKE", rig.token.substring(0, 63));
        RawHttp.Answer answer = with("GET /status", headers);
        assertEquals(401, answer.status());
        assertEquals(
                "{\"ok\":false,\"error\":\"missing or invalid Authorization: Bearer token\"}",
                answer.text());
        assertEquals("Bearer", answer.header("WWW-Authenticate"));
    }

    @Test
    void the_token_is_not_taken_from_the_query() throws IOException {
        assertEquals(401, with("GET /direct/events?token=" + rig.token, "").status());
    }

    @Test
    void health_alone_needs_none() throws IOException {
        assertEquals(200, with("GET /health", "").status());
        assertEquals(200, with("GET /health?", "").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/",
                "/healthz",
                "/HEALTH",
                "//health",
                "/health;x=1",
                "/x/../health",
                "/%68ealth",
                "/health/../status",
                "/health%2f..%2fstatus",
                "/status#/health"
            })
    void nothing_that_looks_like_health_is_open(String path) throws IOException {
        int status = with("GET " + path, "").status();
        assertTrue(status == 401 || status == 400, path + " " + status);
    }

    @Test
    void an_unknown_path_is_only_told_to_those_with_a_token() throws IOException {
        assertEquals(401, with("GET /nothing", "").status());
        RawHttp.Answer answer = rig.get("/nothing");
        assertEquals(404, answer.status());
        assertEquals("{\"ok\":false,\"error\":\"no such call\"}", answer.text());
        assertEquals("application/json", answer.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1",
                "127.0.0.1:12700",
                "127.9.9.9",
                "[::1]:5"
            })
    void loopback_hosts_are_ours(String host) throws IOException {
        assertEquals(200, withHost(host).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:12700",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "1270.0.0.1",
                "10.0.0.1",
                "[::2]",
                "[:]",
                "0.0.0.0",
                "user@localhost",
                "localhost:x",
            })
    void other_hosts_are_not(String host) throws IOException {
        int status = withHost(host).status();
        assertTrue(status == 421 || status == 400, host + " " + status);
    }

    @Test
    void a_foreign_target_does_not_pass_under_our_host() throws IOException {
        int status = with("GET http://evil.example/health", "").status();
        assertTrue(status == 421 || status == 400, "" + status);
    }

    @Test
    void the_refusal_of_a_host_is_json() throws IOException {
        assertEquals(
                "this Host is not the daemon's; use its address",
                withHost("evil.example").json().get("error").textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1, 200",
        "http://127.0.0.1:8080, 200",
        "https://[::1]:8080, 200",
        "http://localhost, 403",
        "http://evil.example, 403",
        "http://127.0.0.1.evil.example, 403",
        "http://127.0.0.1:80/path, 403",
        "null, 403",
        "file://, 403",
    })
    void only_loopback_pages_may_ask(String origin, int status) throws IOException {
        RawHttp.Answer answer = with("GET /health", "Origin: " + origin + "\r\n");
        assertEquals(status, answer.status());
        assertEquals(status == 200 ? origin : null, answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void options_says_what_there_is_without_a_token() throws IOException {
        RawHttp.Answer answer = with("OPTIONS /contacts", "Origin: http://127.0.0.1:3\r\n");
        assertEquals(204, answer.status());
        assertEquals("GET, HEAD, OPTIONS, POST", answer.header("Allow"));
        assertEquals("Authorization, Content-Type", answer.header("Access-Control-Allow-Headers"));
        assertEquals(403, with("OPTIONS /contacts", "Origin: http://evil.example\r\n").status());
        assertNull(with("OPTIONS /contacts", "").header("Access-Control-Allow-Headers"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /exec/run, 'OPTIONS, POST'",
        "DELETE, /status, 'GET, HEAD, OPTIONS'",
        "PUT, /contacts, 'GET, HEAD, OPTIONS, POST'",
        "GET, /contacts/aa, 'DELETE, OPTIONS, PATCH'",
    })
    void another_method_is_told_which_there_are(String method, String path, String allow)
            throws IOException {
        RawHttp.Answer answer = rig.ask(rig.head(method, path) + "Content-Length: 0\r\n\r\n");
        assertEquals(405, answer.status());
        assertEquals(allow, answer.header("Allow"));
        assertFalse(answer.json().get("ok").booleanValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "FOO", "BEFORE", "AFTER", "CONNECT"})
    void odd_methods_get_a_plain_no(String method) throws IOException {
        RawHttp.Answer answer = rig.ask(rig.head(method, "/status") + "\r\n");
        assertTrue(answer.status() >= 400 && answer.status() <= 501, "" + answer.status());
        assertFalse(answer.text().contains("<"), answer.text());
        assertFalse(answer.text().contains(rig.token), answer.text());
        assertTrue(with(method + " /status", "").status() >= 400);
    }

    @Test
    void head_is_get_without_a_body() throws IOException {
        try (RawHttp http = rig.connect()) {
            http.write(rig.head("HEAD", "/status") + "\r\n");
            assertEquals(200, http.answer(true).status());
            http.write(rig.head("HEAD", "/direct/events") + "\r\n");
            assertEquals(200, http.answer(true).status());
            http.write(rig.head("GET", "/health") + "\r\n");
            assertEquals(200, http.answer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense||",
                "GET /health HTTP/1.1||", // no Host
                "GET /health HTTP/1.1|Host: localhost|Host: evil.example||",
                "GET /%zz HTTP/1.1|Host: localhost||",
                "POST /status HTTP/1.1|Host: localhost|Content-Length: x||",
                "POST /x HTTP/1.1|Host: x|Content-Length: 3|Transfer-Encoding: chunked||",
            })
    void what_is_no_request_gets_json_and_no_more(String raw) throws IOException {
        RawHttp.Answer answer = rig.ask(raw.replace("|", "\r\n"));
        assertTrue(answer.status() >= 400 && answer.status() < 500, "" + answer.status());
        assertFalse(answer.json().get("ok").booleanValue());
        assertFalse(answer.text().contains("etty"), answer.text());
        assertNull(answer.header("Server"));
    }

    @Test
    void too_many_headers_are_refused() throws IOException {
        RawHttp.Answer answer = with("GET /health", "X: " + "x".repeat(20_000) + "\r\n");
        assertEquals(431, answer.status());
        assertFalse(answer.json().get("ok").booleanValue());
    }

    @Test
    void connections_beyond_the_limit_wait_their_turn() throws Exception {
        var idle = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 300; i++) {
                idle.add(rig.connect());
            }
            RawHttp last = idle.getLast();
            last.write(rig.head("GET", "/health") + "\r\n");
            assertTrue(last.quietFor(300));
            for (RawHttp http : idle.subList(0, 60)) {
                http.close();
            }
            assertEquals(200, last.answer().status());
        } finally {
            for (RawHttp http : idle) {
                http.close();
            }
        }
    }

    @Test
    void a_client_that_says_nothing_more_is_dropped(@TempDir Path other) throws IOException {
        try (RestRig brisk = new RestRig(other, Duration.ofMillis(300));
                RawHttp silent = brisk.connect()) {
            silent.write("GET /health HTT");
            assertTrue(silent.ended());
        }
    }

    @Test
    void a_body_that_does_not_come_is_not_waited_for(@TempDir Path other) throws IOException {
        try (RestRig brisk = new RestRig(other, Duration.ofMillis(300));
                RawHttp slow = brisk.connect()) {
            slow.write(
                    brisk.head("POST", "/exec/run")
                            + "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{");
            RawHttp.Answer answer = slow.answer();
            assertEquals(408, answer.status(), answer.text());
            assertFalse(answer.json().get("ok").booleanValue());
            assertTrue(slow.ended());
        }
    }
}
