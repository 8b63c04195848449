// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A JSON object read member by member, strictly; says which member of what is wrong. */
record JsonFields(JsonNode object, String what) {
    boolean has(String field) {
        return object.has(field);
    }

    /** The objects in an array, named by their place in it. */
    List<JsonFields> array(String field, String each) throws MalformedException {
        JsonNode array = required(field);
        if (!array.isArray()) {
            throw wrongType(field, "an array");
        }
        var items = new ArrayList<JsonFields>();
        for (JsonNode item : array) {
            var fields = new JsonFields(item, each + " " + (items.size() + 1) + " of " + what);
            if (!item.isObject()) {
                throw new MalformedException(Refusal.BAD_TYPE, fields.what + " is no object");
            }
            items.add(fields);
        }
        return items;
    }

    /** An object that may be missing or null. */
    Optional<JsonFields> objectIfAny(String field) throws MalformedException {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrongType(field, "an object");
        }
        return Optional.of(new JsonFields(value, "`" + field + "` of " + what));
    }

    String text(String field) throws MalformedException {
        return text(required(field), field);
    }

    Optional<String> textOrNull(String field) throws MalformedException {
        JsonNode value = required(field);
        return value.isNull() ? Optional.empty() : Optional.of(text(value, field));
    }

    /** One of a closed list of words. */
    <T> T word(String field, Function<String, Optional<T>> of) throws MalformedException {
        String text = text(field);
        Optional<T> found = of.apply(text);
        if (found.isEmpty()) {
            throw wrongType(field, "one of its words, but `" + text + "`");
        }
        return found.get();
    }

    boolean flag(String field) throws MalformedException {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw wrongType(field, "true or false");
        }
        return value.booleanValue();
    }

    int u16(String field) throws MalformedException {
        return (int) number(required(field), field, 16);
    }

    /** Unsigned. */
    long u64(String field) throws MalformedException {
        return number(required(field), field, 64);
    }

    OptionalLong u64OrNull(String field) throws MalformedException {
        JsonNode value = required(field);
        return value.isNull() ? OptionalLong.empty() : OptionalLong.of(number(value, field, 64));
    }

    /** An array of integers 0 to 255. */
    byte[] bytes(String field) throws MalformedException {
        return bytes(required(field), field);
    }

    /** 32 bytes. */
    byte[] id(String field) throws MalformedException {
        return id(required(field), field);
    }

    Optional<byte[]> idOrNull(String field) throws MalformedException {
        JsonNode value = required(field);
        return value.isNull() ? Optional.empty() : Optional.of(id(value, field));
    }

    private byte[] id(JsonNode value, String field) throws MalformedException {
        byte[] bytes = bytes(value, field);
        if (bytes.length != 32) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    "`" + field + "` of " + what + " has " + bytes.length + " bytes, not 32");
        }
        return bytes;
    }

    private byte[] bytes(JsonNode value, String field) throws MalformedException {
        if (!value.isArray()) {
            throw wrongType(field, "an array of integers");
        }
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) number(value.get(i), field, 8);
        }
        return bytes;
    }

    private long number(JsonNode value, String field, int bits) throws MalformedException {
        if (!value.isIntegralNumber()) {
            throw wrongType(field, "a whole number");
        }
        BigInteger number = value.bigIntegerValue();
        if (number.signum() < 0 || number.bitLength() > bits) {
            throw wrongType(field, "a number of " + bits + " bits without sign");
        }
        return number.longValue();
    }

    private String text(JsonNode value, String field) throws MalformedException {
        if (!value.isTextual()) {
            throw wrongType(field, "text");
        }
        String text = value.textValue();
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw wrongType(field, "text of whole characters");
        }
        return text;
    }

    private JsonNode required(String field) throws MalformedException {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new MalformedException(Refusal.MISSING_FIELD, "no `" + field + "` in " + what);
        }
        return value;
    }

    private MalformedException wrongType(String field, String wanted) {
        return new MalformedException(
                Refusal.BAD_TYPE, "`" + field + "` of " + what + " is not " + wanted);
    }
}
