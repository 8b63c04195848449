// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class JsonTest {
    private static Json read(String text) throws NotJsonException {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-0",
                "12.5e-3",
                "9223372036854775808",
                "\"\"",
                "\"grün\"",
                "\"a\\\"b\\\\c\\n\"",
                "[]",
                "[1,[2,{}],null]",
                "{}",
                "{\"b\":1,\"a\":{\"c\":[\"\"]}}"
            })
    void prints_what_it_read(String text) throws NotJsonException {
        assertEquals(text, JsonWriter.compact(read(text)));
        assertEquals(read(text), read(JsonWriter.pretty(read(text))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "truee",
                "01",
                "+1",
                "-",
                "1.",
                ".5",
                "1e",
                "NaN",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u123",
                "\"tab\there\"",
                "[1,]",
                "[1 2]",
                "[",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1",
                "1 2",
                "// no\n1",
                "\uFEFF1"
            })
    void refuses_what_is_not_json(String text) {
        assertThrows(NotJsonException.class, () -> read(text), text);
    }

    @Test
    void refuses_bytes_that_are_not_utf8() {
        byte[][] bad = {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', '\\', 'n', (byte) 0xc3, '"'}
        };
        for (byte[] each : bad) {
            assertThrows(NotJsonException.class, () -> JsonReader.read(each));
        }
    }

    @Test
    void refuses_nesting_that_would_end_the_stack() throws NotJsonException {
        assertEquals(1, read("[".repeat(64) + "]".repeat(64)).items().size());
        assertThrows(NotJsonException.class, () -> read("[".repeat(66) + "]".repeat(66)));
        assertThrows(NotJsonException.class, () -> read("[".repeat(1_000_000)));
    }

    @Test
    void reads_escapes_in_the_middle() throws NotJsonException {
        assertEquals(
                "a/é\b\f\r\t\uD83D\uDE00ü.",
                read("\"a\\/\\u00e9\\b\\f\\r\\t\\ud83d\\uDE00ü.\"").plain());
    }

    @Test
    void half_a_pair_is_written_as_an_escape() {
        assertEquals("\"a\\ud83db\"", JsonWriter.compact(new Json.Text("a\uD83Db")));
        assertEquals(
                "\"\uD83D\uDE00\\u0000\\u007f\"",
                JsonWriter.compact(new Json.Text("\uD83D\uDE00\0\u007f")));
    }

    @Test
    void what_is_not_there_reads_like_null() throws NotJsonException {
        Json object =
                read("{\"text\":\"x\",\"number\":7,\"big\":1e99,\"flag\":true,\"none\":null}");
        assertTrue(object.get("missing").isNull());
        assertTrue(object.get("none").get("deeper").isNull());
        assertEquals("x", object.get("text").text().orElseThrow());
        assertEquals(7, object.get("number").number().orElseThrow());
        assertTrue(object.get("big").number().isEmpty());
        assertTrue(object.get("text").number().isEmpty());
        assertTrue(object.get("flag").isTrue());
        assertEquals("null", object.get("missing").plain());
    }

    @Test
    void pretty_is_one_member_a_line() throws NotJsonException {
        assertEquals(
                "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}",
                JsonWriter.pretty(read("{\"a\":[1,2],\"b\":{}}")));
    }

    @Property(tries = 2_000)
    void no_bytes_do_worse_than_a_refusal(@ForAll @Size(max = 60) byte[] bytes) {
        try {
            JsonReader.read(bytes);
        } catch (NotJsonException e) {
            assertTrue(e.getMessage().startsWith("the answer is not JSON"));
        }
    }

    @Property(tries = 1_000)
    void any_text_comes_back_and_another_reader_agrees(@ForAll String text) throws IOException {
        String json = JsonWriter.compact(new Json.Text(text));
        assertEquals(text, read(json).plain());
        assertEquals(text, new ObjectMapper().readTree(json).asText());
    }
}
