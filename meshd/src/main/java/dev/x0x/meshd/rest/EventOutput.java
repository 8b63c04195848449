// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;

import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.Optional;

/** Passes a command's output on as events (DECISIONS C6). */
final class EventOutput implements ExecStream {
    private final HttpServletResponse response;
    private EventStream events;
    private Optional<RequestId> requestId = Optional.empty();
    private long stdoutSeq;
    private long stderrSeq;

    EventOutput(HttpServletResponse response) {
        this.response = response;
    }

    /** Whether the answer has begun: then a refusal can only be an event. */
    boolean begun() {
        return events != null;
    }

    Optional<RequestId> requestId() {
        return requestId;
    }

    @Override
    public void accepted(RequestId id) throws IOException {
        requestId = Optional.of(id);
        send("accepted", new JsonObject().put("request_id", id.hex()));
    }

    @Override
    public void started(int pid) throws IOException {
        send("started", new JsonObject().put("pid", pid));
    }

    @Override
    public void output(StdStream stream, byte[] bytes) throws IOException {
        long seq =
                switch (stream) {
                    case STDOUT -> stdoutSeq++;
                    case STDERR -> stderrSeq++;
                    case STDIN -> throw new IllegalArgumentException("output on stdin");
                };
        send(stream.code(), new JsonObject().put("seq", seq).put("data_b64", bytes));
    }

    @Override
    public void warning(WarningKind kind, String message) throws IOException {
        send("warning", new JsonObject().put("kind", kind.code()).put("message", message));
    }

    void end(JsonObject end) throws IOException {
        send("end", end);
    }

    /** Something went wrong after the answer had begun. */
    void error(JsonObject error) throws IOException {
        send("error", error.put("request_id", requestId.map(RequestId::hex)));
    }

    private void send(String event, JsonObject data) throws IOException {
        if (events == null) {
            events = EventStream.open(response);
        }
        events.send(event, data);
    }
}
