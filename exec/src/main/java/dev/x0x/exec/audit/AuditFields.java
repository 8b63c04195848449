// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The plain fields of one line; lists and objects in it are passed over, null counts as absent. */
final class AuditFields {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Map<String, Object> values = new HashMap<>();

    private AuditFields() {}

    static AuditFields parse(byte[] line) throws MalformedException {
        try (JsonParser json = JSON.createParser(line)) {
            AuditFields fields = new AuditFields();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException(Refusal.BAD_JSON, "expected an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                switch (json.nextToken()) {
                    case VALUE_STRING -> fields.values.put(name, json.getText());
                    case VALUE_NUMBER_INT -> fields.values.put(name, json.getLongValue());
                    case VALUE_TRUE -> fields.values.put(name, true);
                    case VALUE_FALSE -> fields.values.put(name, false);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new MalformedException(Refusal.BAD_JSON, "something after the object");
            }
            return fields;
        } catch (IOException e) {
            // not its message: that quotes the line, which may hold anything
            throw new MalformedException(
                    Refusal.BAD_JSON, "expected one object in " + line.length + " bytes");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) throws MalformedException {
        return required(name, optional(name).orElse(null));
    }

    Optional<String> optional(String name) throws MalformedException {
        return Optional.ofNullable(value(name, String.class));
    }

    long number(String name) throws MalformedException {
        return required(name, value(name, Long.class));
    }

    boolean flag(String name) throws MalformedException {
        return required(name, value(name, Boolean.class));
    }

    OptionalInt optionalInt(String name) throws MalformedException {
        Long found = value(name, Long.class);
        if (found == null) {
            return OptionalInt.empty();
        }
        if (found != found.intValue()) {
            throw new MalformedException(Refusal.BAD_TYPE, "`" + name + "` is out of range");
        }
        return OptionalInt.of(found.intValue());
    }

    private <T> T value(String name, Class<T> type) throws MalformedException {
        Object found = values.get(name);
        if (found != null && !type.isInstance(found)) {
            throw new MalformedException(Refusal.BAD_TYPE, "`" + name + "` is of another type");
        }
        return type.cast(found);
    }

    private static <T> T required(String name, T value) throws MalformedException {
        if (value == null) {
            throw new MalformedException(Refusal.MISSING_FIELD, "no `" + name + "`");
        }
        return value;
    }
}
