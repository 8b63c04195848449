// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A daemon by its HTTP alone: answers as it is told, and remembers what it was asked. */
public final class FakeDaemon implements AutoCloseable {
    public static final String TOKEN = "f0".repeat(32);

    /** Writes an answer; the connection ends after it. */
    @FunctionalInterface
    public interface Answering {
        void to(Asked asked, OutputStream out) throws IOException, InterruptedException;
    }

    /** One request. */
    public record Asked(String line, Map<String, String> headers, String body) {}

    private final ServerSocket server;
    private final Thread accepting;
    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public FakeDaemon() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    public ApiAddress address() {
        return new ApiAddress("127.0.0.1", server.getLocalPort());
    }

    /** Leaves address and token where a daemon of this home directory leaves them. */
    public Path moveInto(Path home) throws IOException {
        Path data = Files.createDirectories(home.resolve(".local/share/x0x"));
        Files.writeString(data.resolve("api-token"), TOKEN + "\n");
        Files.writeString(data.resolve("api.port"), address().toString());
        return data;
    }

    /** What to answer to a request line such as {@code GET /status}. */
    public FakeDaemon on(String line, Answering answering) {
        answers.put(line, answering);
        return this;
    }

    public FakeDaemon on(String line, int status, String json) {
        return on(line, (request, out) -> out.write(json(status, json)));
    }

    public FakeDaemon on(String line, String raw) {
        return on(line, (request, out) -> out.write(raw.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Events, each a name and its data. */
    public FakeDaemon stream(String line, String... events) {
        return on(
                line,
                (request, out) -> {
                    out.write(eventStream());
                    for (int i = 0; i < events.length; i += 2) {
                        out.write(event(events[i], events[i + 1]));
                        out.flush();
                    }
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                });
    }

    public static byte[] eventStream() {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One event in a chunk of its own. */
    public static byte[] event(String name, String data) {
        byte[] text =
                ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                (Integer.toHexString(text.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(text);
        out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    static byte[] json(int status, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        String head =
                "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(status, body.length);
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** Everything it was asked, in order. */
    public List<Asked> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Asked request = read(new BufferedInputStream(socket.getInputStream()));
            asked.add(request);
            Answering answering =
                    answers.getOrDefault(
                            request.line(),
                            (r, out) ->
                                    out.write(
                                            json(
                                                    404,
                                                    "{\"ok\":false,\"error\":\"no such path\"}")));
            answering.to(request, socket.getOutputStream());
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException gone) {
            // the client may go at any time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Asked read(InputStream in) throws IOException {
        String line = HttpHead.line(in);
        Map<String, String> headers = new ConcurrentHashMap<>();
        while (true) {
            String header = HttpHead.line(in);
            if (header.isEmpty()) {
                break;
            }
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Asked(line.replace(" HTTP/1.1", ""), headers, body);
    }

    @Override
    public void close() {
        try {
            server.close();
            accepting.join(); // only then is nobody there any more
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
