// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A JSON object in the order it was put together. Values are what JSON has, plus: {@link Optional}s
 * (empty is null), bytes and {@link Spool}s (base64), and {@link Raw}.
 */
final class JsonObject {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Text that is JSON already. */
    record Raw(String json) {}

    /** An object that begins {@code "ok":true}. */
    static JsonObject ok() {
        return new JsonObject().put("ok", true);
    }

    /** What every refusal looks like. */
    static JsonObject no(String error) {
        return new JsonObject().put("ok", false).put("error", error);
    }

    JsonObject put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** Whether it holds what should not be held in memory. */
    boolean isLong() {
        return fields.values().stream().anyMatch(value -> value instanceof Spool);
    }

    byte[] bytes() {
        var out = new ByteArrayOutputStream(256);
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes it out as it goes, and leaves {@code out} open. */
    void write(OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            value(json, this);
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case String text -> json.writeString(wellFormed(text));
            case Raw raw -> json.writeRawValue(raw.json());
            case byte[] bytes -> json.writeBinary(bytes);
            case Spool spool -> base64(json, spool);
            case Optional<?> maybe -> value(json, maybe.orElse(null));
            case OptionalInt maybe ->
                    value(json, maybe.isPresent() ? (Integer) maybe.getAsInt() : null);
            case OptionalLong maybe ->
                    value(json, maybe.isPresent() ? (Long) maybe.getAsLong() : null);
            case List<?> list -> list(json, list);
            case JsonObject object -> object(json, object);
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        }
    }

    private static void object(JsonGenerator json, JsonObject object) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> field : object.fields.entrySet()) {
            json.writeFieldName(wellFormed(field.getKey()));
            value(json, field.getValue());
        }
        json.writeEndObject();
    }

    private static void list(JsonGenerator json, List<?> list) throws IOException {
        json.writeStartArray();
        for (Object each : list) {
            value(json, each);
        }
        json.writeEndArray();
    }

    private static void base64(JsonGenerator json, Spool spool) throws IOException {
        try (InputStream in = spool.read()) {
            json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, in, -1);
        }
    }

    /** Half a surrogate pair has no UTF-8; somebody's label must not spoil the whole answer. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
