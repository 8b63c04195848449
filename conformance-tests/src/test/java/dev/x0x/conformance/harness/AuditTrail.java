// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a daemon recorded. */
public final class AuditTrail {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditTrail(Path file) {
        this.file = file;
    }

    /** The log itself. */
    public Path file() {
        return file;
    }

    /** Every whole line; none if there is no file yet. Fails on a line that is not JSON. */
    public List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            return lines;
        }
        String text = Files.readString(file);
        int whole = text.lastIndexOf('\n') + 1;
        for (String line : text.substring(0, whole).lines().toList()) {
            if (!line.isEmpty()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    /** The lines of one request, in order. */
    public List<JsonNode> of(String requestId) throws IOException {
        return lines().stream()
                .filter(l -> l.path("request_id").asText().equals(requestId))
                .toList();
    }

    /** The names of one request's events, in order. */
    public List<String> events(String requestId) throws IOException {
        return of(requestId).stream().map(l -> l.get("event").asText()).toList();
    }

    /** The first line with this event of this request, once it is there. */
    public JsonNode await(String requestId, String event) {
        return Await.value(
                "`" + event + "` of " + requestId + " in " + file,
                Await.PATIENCE,
                () -> find(requestId, event));
    }

    /** The id of the request with this argument, once its command runs. */
    public String awaitStarted(String argument) {
        String id =
                Await.value(
                        "a request with `" + argument + "` in " + file,
                        Await.PATIENCE,
                        () ->
                                lines().stream()
                                        .filter(l -> l.get("event").asText().equals("request"))
                                        .filter(l -> argv(l).contains(argument))
                                        .map(l -> l.get("request_id").asText())
                                        .findFirst());
        await(id, "started");
        return id;
    }

    /** The argv of a line. */
    public static List<String> argv(JsonNode line) {
        List<String> argv = new ArrayList<>();
        line.path("argv").forEach(token -> argv.add(token.asText()));
        return argv;
    }

    private Optional<JsonNode> find(String requestId, String event) throws IOException {
        return of(requestId).stream()
                .filter(l -> l.get("event").asText().equals(event))
                .findFirst();
    }
}
