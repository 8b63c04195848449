// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/** A running server with hand-made doors behind it. */
final class RestRig implements AutoCloseable {
    static final String A = "aa".repeat(32);
    static final String B = "bb".repeat(32);
    static final String M = "cc".repeat(32);
    static final String R = "dd".repeat(16);

    final FakeDoors doors = new FakeDoors();
    final RestServer server;
    final String token;

    RestRig(Path dataDir) throws IOException {
        this(dataDir, Duration.ofSeconds(15));
    }

    RestRig(Path dataDir, Duration idle) throws IOException {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var config =
                new RestConfig(bind, dataDir, RestConfig.DEFAULT_MAX_REQUEST_BODY_BYTES, 1 << 20);
        server = RestServer.open(config, doors.all(), new SecureRandom(), idle);
        token = Files.readString(dataDir.resolve("api-token"));
    }

    RawHttp connect() throws IOException {
        return new RawHttp(server.address());
    }

    /** The first lines of a request that passes the gate, without the empty line. */
    String head(String method, String path) {
        return "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                .formatted(method, path, PortFile.text(server.address()), token);
    }

    String request(String method, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return head(method, path)
                + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(bytes.length)
                + body;
    }

    RawHttp.Answer ask(String raw) throws IOException {
        try (RawHttp http = connect()) {
            http.write(raw);
            return http.answer();
        }
    }

    RawHttp.Answer get(String path) throws IOException {
        return ask(head("GET", path) + "\r\n");
    }

    RawHttp.Answer post(String path, String body) throws IOException {
        return ask(request("POST", path, body));
    }

    /** What a refused POST says. */
    JsonNode refusal(String path, String body, int status) throws IOException {
        RawHttp.Answer answer = post(path, body);
        if (answer.status() != status) {
            throw new AssertionError(path + " " + body + ": " + answer.status() + answer.text());
        }
        return answer.json();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
