// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the body of one call may hold: field names and the type of each. */
record JsonShape(Map<String, FieldType> fields) {
    /** No body, or an empty object. */
    static final JsonShape NOTHING = new JsonShape(Map.of());

    /** An empty shape to add to. */
    static JsonShape of() {
        return new JsonShape(new LinkedHashMap<>());
    }

    JsonShape with(FieldType type, String... names) {
        var more = new LinkedHashMap<>(fields);
        for (String name : names) {
            more.put(name, type);
        }
        return new JsonShape(more);
    }

    /** For a person who sent something else. */
    String names() {
        return fields.isEmpty() ? "none" : String.join(", ", fields.keySet());
    }
}
