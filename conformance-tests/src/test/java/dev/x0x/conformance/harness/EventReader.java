// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of {@code ?stream=sse} that reads when it is told to and not before: what nobody has
 * read yet stays with the daemon.
 */
public final class EventReader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SMALL_BUFFER = 32 << 10;

    private final Socket socket;
    private final InputStream in;
    private String status;
    private boolean chunked;
    private long chunkLeft;

    /** One event. */
    public record Event(String name, JsonNode data) {}

    private EventReader(Socket socket) throws IOException {
        this.socket = socket;
        // The kernel must not be the one that takes it all.
        socket.setReceiveBufferSize(SMALL_BUFFER);
        in = new BufferedInputStream(socket.getInputStream(), SMALL_BUFFER);
    }

    /** Asks, and reads nothing yet. */
    public static EventReader of(Rest rest, Command command) throws IOException {
        return new EventReader(rest.postAndHold("/exec/run?stream=sse", command.json()));
    }

    /** The next event; null when the stream is over. Reads the answer's head first. */
    public Event next() throws IOException {
        if (status == null) {
            head();
        }
        String name = null;
        String data = null;
        for (String line = line(true); line != null; line = line(true)) {
            if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring("data:".length()).strip();
            } else if (line.isEmpty() && name != null) {
                return new Event(name, JSON.readTree(data));
            }
        }
        return null;
    }

    /** All there are. */
    public List<Event> rest() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event each = next(); each != null; each = next()) {
            events.add(each);
        }
        return events;
    }

    private void head() throws IOException {
        status = line(false);
        if (!status.contains(" 200 ")) {
            throw new AssertionError("no event stream: " + status);
        }
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            chunked |= line.equalsIgnoreCase("Transfer-Encoding: chunked");
        }
    }

    private String line(boolean body) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = body ? inBody() : in.read(); b != '\n'; b = body ? inBody() : in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** The next byte of the body; chunks have lines of their own (RFC 9112 §7.1). */
    private int inBody() throws IOException {
        if (!chunked) {
            return in.read(); // up to the end of the connection
        }
        if (chunkLeft == 0) {
            String size = line(false);
            if (size == null) {
                throw new EOFException("the connection was cut in the middle of the stream");
            }
            chunkLeft = Long.parseLong(size, 16);
            if (chunkLeft == 0) {
                return -1;
            }
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection was cut in the middle of a chunk");
        }
        if (--chunkLeft == 0) {
            line(false);
        }
        return b;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
