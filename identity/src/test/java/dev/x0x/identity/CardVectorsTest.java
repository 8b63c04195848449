// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static dev.x0x.vectors.VectorFile.ok;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

class CardVectorsTest {
    private static final VectorFile CARDS = VectorFile.load("cards");

    @TestFactory
    Stream<DynamicTest> cards() {
        return CARDS.tests(
                Map.of(
                        "card", ok(CardVectorsTest::card),
                        "card_form", ok(CardVectorsTest::form),
                        "card_import", ok(row -> Card.open(row.text("text")))));
    }

    private static void card(VectorRow row) throws MalformedException {
        CardForm read = CardForm.parse(row.text("link"));
        assertEquals(read, CardReader.read(row.text("json").getBytes(UTF_8)));
        assertArrayEquals(row.bytes("commitment"), read.commitment());
        if (row.flag("prints_the_same")) {
            assertEquals(row.text("json"), read.json());
            assertEquals(row.text("link"), read.link());
        } else {
            assertEquals(read, CardForm.parse(read.link()));
        }
        if (row.flag("filler_signature")) {
            var refused = assertThrows(MalformedException.class, read::judge);
            assertEquals(Refusal.BAD_SIGNATURE, refused.refusal());
        }
    }

    private static void form(VectorRow row) throws MalformedException {
        CardForm read = CardForm.parse(row.text("text"));
        assertEquals(CARDS.row(row.text("same_as")).text("json"), read.json());
    }
}
