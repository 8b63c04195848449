// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The files that say what every call answers, and which of them were held against an answer. */
final class RestVectors {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path VECTORS = Path.of("../conformance-tests/vectors/rest");

    /** Objects whose keys are data. */
    private static final Set<String> MAPS =
            Set.of(
                    "active_per_agent",
                    "denial_breakdown",
                    "cap_breaches",
                    "cap_warnings",
                    "card",
                    "per_peer",
                    "refused");

    private final Set<String> compared = new TreeSet<>();

    static Set<String> all() throws IOException {
        try (var files = Files.list(VECTORS)) {
            var all = new TreeSet<String>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .forEach(all::add);
            return all;
        }
    }

    Set<String> compared() {
        return compared;
    }

    void done(String name) {
        compared.add(name + ".json");
    }

    static JsonNode read(String text) throws IOException {
        return MAPPER.readTree(text);
    }

    static JsonNode vector(String name) throws IOException {
        return MAPPER.readTree(VECTORS.resolve(name + ".json").toFile());
    }

    /** Holds an answer against a file. */
    void compare(String name, int status, RawHttp.Answer answer) throws IOException {
        assertEquals(status, answer.status(), name + ": " + answer.text());
        compare(name, vector(name), answer.json());
        done(name);
    }

    /** Same fields in the same order, same types; null goes with anything. */
    static void compare(String where, JsonNode expected, JsonNode got) {
        if (expected.isNull() || got.isNull()) {
            return;
        }
        assertEquals(expected.getNodeType(), got.getNodeType(), where);
        if (expected.isArray() && !expected.isEmpty()) {
            got.forEach(each -> compare(where + "[]", expected.get(0), each));
        }
        if (expected.getNodeType() == JsonNodeType.OBJECT) {
            object(where, expected, got);
        }
    }

    private static void object(String where, JsonNode expected, JsonNode got) {
        String last = where.substring(where.lastIndexOf('.') + 1);
        boolean data =
                MAPS.contains(last)
                        || where.equals("diagnostics-gossip.stats")
                        || where.equals("diagnostics-transport.stats");
        if (!data) {
            assertEquals(names(expected), names(got), where);
        }
        for (String name : names(got)) {
            JsonNode like =
                    data
                            ? expected.path(names(expected).stream().findFirst().orElse(""))
                            : expected.get(name);
            if (!like.isMissingNode() && !last.equals("card")) {
                compare(where + "." + name, like, got.get(name));
            }
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
