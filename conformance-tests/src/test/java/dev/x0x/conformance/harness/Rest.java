// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One daemon's REST API, with its token. */
public final class Rest {
    // One for all: a client brings threads of its own.
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private static final Duration LONGEST = Duration.ofSeconds(150);

    private final InetSocketAddress address;
    private final String token;

    Rest(InetSocketAddress address, String token) {
        this.address = address;
        this.token = token;
    }

    /** {@code 127.0.0.1:port}. */
    public String authority() {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The bearer token. */
    public String token() {
        return token;
    }

    /** GET. */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** POST of a JSON body. */
    public Answer post(String path, String json) {
        return send(posting(path, json));
    }

    /** POST of a JSON body, without waiting. */
    public CompletableFuture<Answer> postAsync(String path, String json) {
        return HTTP.sendAsync(posting(path, json).build(), BodyHandlers.ofString())
                .thenApply(Rest::answer);
    }

    /** Any other method; a null body sends none. */
    public Answer call(String method, String path, String json) {
        var body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        return send(request(path).method(method, body).header("Content-Type", "application/json"));
    }

    /** What {@code builder} asks for, with nothing added: no token. */
    public Answer bare(String path, HttpRequest.Builder builder) {
        return send(builder.uri(uri(path)));
    }

    /**
     * An open connection on which nothing was sent yet, for what a well-behaved client would never
     * send or would never do. The caller closes it.
     */
    public Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        return socket;
    }

    /** Sends a POST on its own connection and leaves that open: closing it is leaving. */
    public Socket postAndHold(String path, String json) throws IOException {
        Socket socket = connect();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, authority(), token, body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    private HttpRequest.Builder posting(String path, String json) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(LONGEST)
                .header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        return URI.create("http://" + authority() + path);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return answer(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the daemon", e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body());
    }
}
