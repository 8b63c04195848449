// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Server-sent events as they come, with the connection they come over. */
public final class Events implements AutoCloseable {
    /** A chunk of output is far smaller; what is larger is not from our daemon. */
    private static final int MAX_LINE = 64 << 20;

    private static final int BUFFER = 1 << 16;

    private final HttpAnswer answer;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean ended;

    Events(HttpAnswer answer) {
        this.answer = answer;
        this.in = answer.body();
    }

    /**
     * The next event; empty once the stream has ended.
     *
     * @throws IOException the connection was lost, or what came is not what was promised
     */
    public Optional<Event> next() throws IOException {
        return answer.isEventStream() ? streamed() : whole();
    }

    private Optional<Event> whole() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        ended = true;
        return Optional.of(new Event("end", answer.json()));
    }

    private Optional<Event> streamed() throws IOException {
        String name = "message";
        ByteArrayOutputStream data = null;
        while (true) {
            byte[] line = line();
            if (line == null) {
                return Optional.empty(); // what is unfinished at the end is no event
            }
            if (line.length == 0) {
                if (data != null) {
                    return Optional.of(new Event(name, JsonReader.read(data.toByteArray())));
                }
                name = "message";
            } else if (field(line, "data")) {
                data = joined(data, line);
            } else if (field(line, "event")) {
                name = value(line, "event");
            }
        }
    }

    private static ByteArrayOutputStream joined(ByteArrayOutputStream data, byte[] line) {
        ByteArrayOutputStream all = data;
        if (all == null) {
            all = new ByteArrayOutputStream(line.length);
        } else {
            all.write('\n');
        }
        int from = start(line, "data");
        all.write(line, from, line.length - from);
        return all;
    }

    private static boolean field(byte[] line, String name) {
        if (line.length <= name.length() || line[name.length()] != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (line[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int start(byte[] line, String name) {
        int colon = name.length();
        return line.length > colon + 1 && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private static String value(byte[] line, String name) {
        int from = start(line, name);
        return new String(line, from, line.length - from, StandardCharsets.UTF_8);
    }

    /** A line without its end; null at the end of the stream. */
    private byte[] line() throws IOException {
        var line = new ByteArrayOutputStream(256);
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(in.read(buffer), 0);
                if (end == 0) {
                    return null;
                }
            }
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, at - from);
            if (at < end) {
                at++;
                return withoutReturn(line.toByteArray());
            }
            if (line.size() > MAX_LINE) {
                throw new IOException("an event is longer than " + MAX_LINE + " bytes");
            }
        }
    }

    private static byte[] withoutReturn(byte[] line) {
        boolean ended = line.length > 0 && line[line.length - 1] == '\r';
        return ended ? Arrays.copyOf(line, line.length - 1) : line;
    }

    /** Goes away: the daemon cancels what was asked over this connection. */
    @Override
    public void close() {
        answer.close();
    }
}
