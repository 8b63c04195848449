// SPDX-License-Identifier: Apache-2.0
package dev.x0x.vectors;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Optional;

/** One row of a vector file, or an object inside one. A field that is not there is an error. */
public record VectorRow(JsonNode json) {

    /** The row's name, unique in its file. */
    public String name() {
        return text("name");
    }

    /** What to do with the row. */
    public String op() {
        return text("op");
    }

    /** The answer, a word of the closed list. */
    public String expect() {
        return text("expect");
    }

    /** Whether the answer is {@code ok}. */
    public boolean accepted() {
        return expect().equals("ok");
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** The field's value, null included. */
    public JsonNode get(String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            throw new AssertionError("no field `" + field + "` in " + json);
        }
        return value;
    }

    /** An object inside this one. */
    public VectorRow object(String field) {
        return new VectorRow(get(field));
    }

    /** A text field. */
    public String text(String field) {
        JsonNode value = get(field);
        if (!value.isTextual()) {
            throw new AssertionError("field `" + field + "` is not text: " + value);
        }
        return value.textValue();
    }

    /** A field written as a JSON number. */
    public int number(String field) {
        JsonNode value = get(field);
        if (!value.isInt()) {
            throw new AssertionError("field `" + field + "` is not a number: " + value);
        }
        return value.intValue();
    }

    /** A field written as a JSON truth value. */
    public boolean flag(String field) {
        JsonNode value = get(field);
        if (!value.isBoolean()) {
            throw new AssertionError("field `" + field + "` is not true or false: " + value);
        }
        return value.booleanValue();
    }

    /** A u64 written as decimal text. */
    public long u64(String field) {
        return Long.parseUnsignedLong(text(field));
    }

    /** A u64 that may be null. */
    public Optional<Long> optionalU64(String field) {
        return get(field).isNull() ? Optional.empty() : Optional.of(u64(field));
    }

    /** Text that may be null. */
    public Optional<String> optionalText(String field) {
        return get(field).isNull() ? Optional.empty() : Optional.of(text(field));
    }

    /** The bytes that a field describes. */
    public byte[] bytes(String field) {
        return bytes(get(field));
    }

    /** Hex, or {@code {start, step, len}}, or an array of these, one after the other. */
    public static byte[] bytes(JsonNode described) {
        if (described.isTextual()) {
            return HexFormat.of().parseHex(described.textValue());
        }
        if (described.isArray()) {
            var joined = new ByteArrayOutputStream();
            described.forEach(part -> joined.writeBytes(bytes(part)));
            return joined.toByteArray();
        }
        if (!described.isObject() || described.size() != 3) {
            throw new AssertionError("not a description of bytes: " + described);
        }
        var run = new VectorRow(described);
        byte[] bytes = new byte[run.number("len")];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (run.number("start") + run.number("step") * i);
        }
        return bytes;
    }
}
