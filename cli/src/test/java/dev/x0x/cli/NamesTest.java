// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class NamesTest {
    private static final String BOB = "a1b2c3d4" + "0".repeat(56);
    private static final String EVE = "a1b2c3d4" + "f".repeat(56);
    private static final List<Json> CONTACTS = contacts();

    private static List<Json> contacts() {
        String json =
                """
                [{"agent_id":"%s","label":"bob"},{"agent_id":"%s","label":"twin"},
                 {"agent_id":"%s","label":"twin"},{"agent_id":"%s","label":null},
                 {"agent_id":"%s","label":"a1b2c3d4"}]\
                """
                        .formatted(BOB, EVE, "c".repeat(64), "d".repeat(64), "e".repeat(64));
        try {
            return JsonReader.read(json.getBytes(StandardCharsets.UTF_8)).items();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bob, a1b2c3d40000",
        "a1b2c3d4, eeee", // an exact label goes before a prefix
        "a1b2c3d40, a1b2c3d40000",
        "A1B2C3D4F, a1b2c3d4ffff",
        "dddddddd, dddddddddddd"
    })
    void one_match_is_the_one(String name, String beginning) throws LocalException {
        assertTrue(Names.among(name, CONTACTS).startsWith(beginning));
    }

    @ParameterizedTest
    @CsvSource({"Bob", "bo", "ddddddd", "zzzzzzzz", "' '", "''", "null"})
    void none_is_an_error(String name) {
        var e = assertThrows(LocalException.class, () -> Names.among(name, CONTACTS));
        assertTrue(e.getMessage().contains("x0x contacts"), e.getMessage());
    }

    @Test
    void two_are_an_error_that_lists_both() {
        var e = assertThrows(LocalException.class, () -> Names.among("twin", CONTACTS));
        assertTrue(e.getMessage().contains(EVE) && e.getMessage().contains("c".repeat(64)));
    }

    @Test
    void a_whole_id_costs_no_question() throws Exception {
        assertEquals(BOB, Names.resolve(BOB.toUpperCase(java.util.Locale.ROOT), null));
    }
}
