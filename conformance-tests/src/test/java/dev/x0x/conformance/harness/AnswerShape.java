// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares an answer with one in {@code vectors/rest}: which fields there are, and their types. */
public final class AnswerShape {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path VECTORS = Path.of("vectors/rest");

    /** Objects whose keys are data (vectors/rest/README.md); their values still have a shape. */
    private static final Set<String> KEYED =
            Set.of(
                    "active_per_agent",
                    "denial_breakdown",
                    "cap_breaches",
                    "cap_warnings",
                    "per_peer",
                    "refused",
                    "tags");

    /** Objects of which nothing is promised. */
    private static final Set<String> OPEN = Set.of("card");

    private final List<String> differences = new ArrayList<>();

    private AnswerShape() {}

    /** Fails naming every field that is missing, not promised, or of another type. */
    public static void check(String vector, JsonNode actual) {
        AnswerShape shape = new AnswerShape();
        shape.compare(vector, vector(vector), actual);
        if (!shape.differences.isEmpty()) {
            throw new AssertionError(
                    String.join("\n", shape.differences) + "\nin " + actual.toPrettyString());
        }
    }

    /** The answer as recorded. */
    public static JsonNode vector(String name) {
        try {
            return JSON.readTree(VECTORS.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private void compare(String where, JsonNode wanted, JsonNode actual) {
        if (wanted.isNull() || actual.isNull()) {
            return; // null stands for a value that does not apply here
        }
        if (wanted.getNodeType() != actual.getNodeType()) {
            differences.add(
                    "%s: %s expected, got %s"
                            .formatted(where, wanted.getNodeType(), actual.getNodeType()));
        } else if (wanted.isObject()) {
            compareObjects(where, wanted, actual);
        } else if (wanted.isArray() && !wanted.isEmpty()) {
            actual.forEach(each -> compare(where + "[]", wanted.get(0), each));
        } else if (wanted.isIntegralNumber() != actual.isIntegralNumber()) {
            differences.add(where + ": a fraction or no fraction, unlike the vector");
        }
    }

    private void compareObjects(String where, JsonNode wanted, JsonNode actual) {
        String name = where.substring(where.lastIndexOf('.') + 1);
        boolean counters =
                name.equals("stats")
                        && (where.startsWith("diagnostics-gossip")
                                || where.startsWith("diagnostics-transport"));
        if (OPEN.contains(name)) {
            return;
        }
        if (KEYED.contains(name) || counters) {
            if (!wanted.isEmpty()) {
                JsonNode one = wanted.elements().next();
                actual.properties()
                        .forEach(
                                each -> compare(where + "." + each.getKey(), one, each.getValue()));
            }
            return;
        }
        Set<String> all = new TreeSet<>();
        wanted.fieldNames().forEachRemaining(all::add);
        actual.fieldNames().forEachRemaining(all::add);
        for (String each : all) {
            if (!wanted.has(each)) {
                if (where.equals("diagnostics-dm.stats")) {
                    continue; // counters of our own follow those of the field
                }
                differences.add(where + "." + each + ": not promised");
            } else if (!actual.has(each)) {
                differences.add(where + "." + each + ": missing");
            } else {
                compare(where + "." + each, wanted.get(each), actual.get(each));
            }
        }
    }
}
