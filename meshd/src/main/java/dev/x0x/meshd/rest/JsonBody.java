// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The body of one call, read strictly: only the fields of its shape, each once, each of its type.
 * An explicit null is as good as absent.
 */
final class JsonBody {
    private static final int MOST_ARRAY_ITEMS = 65_536; // a guess; argv has a few
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(8)
                                    .maxNumberLength(32)
                                    .maxStringLength(Integer.MAX_VALUE) // the body is bounded
                                    .build())
                    .build();

    private final Map<String, Object> values;

    private JsonBody(Map<String, Object> values) {
        this.values = values;
    }

    /** What an absent body holds. */
    static JsonBody empty() {
        return new JsonBody(Map.of());
    }

    static JsonBody read(byte[] bytes, JsonShape shape) throws HttpRefusal {
        refuseOtherEncodings(bytes);
        try (JsonParser json = FACTORY.createParser(bytes)) {
            return new JsonBody(object(json, shape));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw HttpRefusal.badRequest(
                    "the body is not valid JSON at line %d, column %d"
                            .formatted(where.getLineNr(), where.getColumnNr()));
        } catch (IOException e) {
            // Reading from an array: only a byte sequence that is not UTF-8 gets here.
            throw HttpRefusal.badRequest("the body is not valid UTF-8");
        }
    }

    /** The parser would take UTF-16 and UTF-32 as well. */
    private static void refuseOtherEncodings(byte[] bytes) throws HttpRefusal {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] <= 0) {
                throw HttpRefusal.badRequest(
                        "the body is not JSON in UTF-8 without a byte order mark");
            }
        }
    }

    private static Map<String, Object> object(JsonParser json, JsonShape shape)
            throws IOException, HttpRefusal {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw HttpRefusal.badRequest("the body: expected a JSON object");
        }
        Map<String, Object> values = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            FieldType type = shape.fields().get(name);
            if (type == null) {
                throw HttpRefusal.badRequest(
                        "unknown field `%s`; known here: %s".formatted(clip(name), shape.names()));
            }
            if (!seen.add(name)) {
                throw HttpRefusal.badRequest(name + ": given twice");
            }
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                values.put(name, value(json, name, type));
            }
        }
        if (json.nextToken() != null) {
            throw HttpRefusal.badRequest("the body: something follows the JSON object");
        }
        return values;
    }

    private static Object value(JsonParser json, String name, FieldType type)
            throws IOException, HttpRefusal {
        JsonToken token = json.currentToken();
        return switch (type) {
            case TEXT -> {
                expect(token == JsonToken.VALUE_STRING, name, type, token);
                yield text(json, name);
            }
            case BASE64 -> {
                expect(token == JsonToken.VALUE_STRING, name, type, token);
                yield base64(json, name);
            }
            case NUMBER -> {
                expect(token == JsonToken.VALUE_NUMBER_INT, name, type, token);
                expect(
                        json.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
                        name,
                        type,
                        token);
                yield json.getLongValue();
            }
            case FLAG -> {
                expect(token.isBoolean(), name, type, token);
                yield json.getBooleanValue();
            }
            case TEXTS -> {
                expect(token == JsonToken.START_ARRAY, name, type, token);
                yield texts(json, name);
            }
        };
    }

    private static List<String> texts(JsonParser json, String name)
            throws IOException, HttpRefusal {
        List<String> items = new ArrayList<>();
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            String item = "%s[%d]".formatted(name, items.size());
            expect(token == JsonToken.VALUE_STRING, item, FieldType.TEXT, token);
            if (items.size() == MOST_ARRAY_ITEMS) {
                throw HttpRefusal.badRequest(name + ": more than " + MOST_ARRAY_ITEMS + " items");
            }
            items.add(text(json, item));
        }
        return items;
    }

    /** A lone half of a surrogate pair has no UTF-8: sent on, it would become another command. */
    private static String text(JsonParser json, String name) throws IOException, HttpRefusal {
        String text = json.getText();
        if (text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
            throw HttpRefusal.badRequest(name + ": half a surrogate pair in it");
        }
        return text;
    }

    private static byte[] base64(JsonParser json, String name) throws HttpRefusal {
        try {
            return json.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS);
        } catch (IOException e) {
            throw HttpRefusal.badRequest("invalid " + name + ": not standard base64 with padding");
        }
    }

    private static void expect(boolean fine, String name, FieldType type, JsonToken token)
            throws HttpRefusal {
        if (!fine) {
            throw HttpRefusal.badRequest(
                    "%s: expected %s, got %s".formatted(name, type.expected(), word(token)));
        }
    }

    private static String word(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a number out of range";
            case VALUE_NUMBER_FLOAT -> "a fraction";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case null -> "the end of the body";
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    "something else";
        };
    }

    static String clip(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }

    Optional<String> text(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    String needText(String name) throws HttpRefusal {
        return text(name).orElseThrow(() -> missing(name, FieldType.TEXT));
    }

    @SuppressWarnings("unchecked") // only texts() puts lists here
    Optional<List<String>> texts(String name) {
        return Optional.ofNullable((List<String>) values.get(name));
    }

    Optional<byte[]> bytes(String name) {
        return Optional.ofNullable((byte[]) values.get(name));
    }

    Optional<Boolean> flag(String name) {
        return Optional.ofNullable((Boolean) values.get(name));
    }

    OptionalLong number(String name, long least, long most) throws HttpRefusal {
        Long value = (Long) values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value < least || value > most) {
            throw HttpRefusal.badRequest(
                    "%s: expected a whole number from %d to %d, got %d"
                            .formatted(name, least, most, value));
        }
        return OptionalLong.of(value);
    }

    static HttpRefusal missing(String name, FieldType type) {
        return HttpRefusal.badRequest("%s: missing; expected %s".formatted(name, type.expected()));
    }
}
