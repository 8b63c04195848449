// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import jakarta.servlet.http.HttpServletResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events, each with the client as soon as it is written. */
final class EventStream {
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    private EventStream(OutputStream out) {
        this.out = out;
    }

    /** Sends the status line and the headers: from here on nothing can be refused. */
    static EventStream open(HttpServletResponse response) throws ClientGoneException {
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Connection", "close");
        try {
            response.flushBuffer();
            return new EventStream(response.getOutputStream());
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    void send(String event, JsonObject data) throws IOException {
        var text = new ByteArrayOutputStream();
        text.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        data.write(text);
        text.writeBytes(new byte[] {'\n', '\n'});
        write(text.toByteArray());
    }

    /** A comment, so that a client that vanished without a word is noticed. */
    void ping() throws ClientGoneException {
        write(PING);
    }

    private void write(byte[] bytes) throws ClientGoneException {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
