// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.acl.DenialReason;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The lines, byte for byte, and what no argument may do to them. */
class AuditLinesTest {
    private static final String A = "aa".repeat(32);
    private static final String M = "11".repeat(32);
    private static final String ID = "\"request_id\":\"" + "0".repeat(31) + "1\"";
    private static final String VIA =
            "\"via\":{\"machine_id\":\"" + M + "\",\"addr\":\"192.0.2.7:5483\",\"direct\":true}";

    @Test
    void names_and_order_are_the_fields_then_ours() {
        assertEquals(
                "{\"event\":\"request\",\"ts_unix_ms\":5,"
                        + ID
                        + ",\"agent_id\":\""
                        + A
                        + "\",\"machine_id\":\""
                        + M
                        + "\",\"argv\":[\"echo\",\"hi\"],"
                        + "\"matched_acl\":\"status\",\"stdin_bytes\":0,\"timeout_ms\":30000,"
                        + "\"content\":\""
                        + Samples.CONTENT
                        + "\",\"request_sha256\":\""
                        + Samples.CONTENT
                        + "\",\"program\":\"/bin/echo\","
                        + VIA
                        + "}\n",
                print(Samples.request(5, 1, "echo", "hi")));
        assertEquals(
                "{\"event\":\"started\",\"ts_unix_ms\":6," + ID + ",\"pid\":77}\n",
                print(new AuditRecord.Started(6, Samples.id(1), 77)));
        assertEquals(
                "{\"event\":\"warning\",\"ts_unix_ms\":7,"
                        + ID
                        + ",\"kind\":\"stdout_cap_hit\",\"bytes\":9}\n",
                print(
                        new AuditRecord.Warning(
                                7, Samples.id(1), WarningKind.STDOUT_CAP_HIT, OptionalLong.of(9))));
        assertEquals(
                "{\"event\":\"exit\",\"ts_unix_ms\":8,"
                        + ID
                        + ",\"code\":3,\"signal\":null,"
                        + "\"duration_ms\":12,\"stdout_bytes\":3,\"stderr_bytes\":0,"
                        + "\"truncated\":false,\"outcome\":\"exited\",\"cause\":null}\n",
                print(Samples.exit(8, 1, 3)));
        assertEquals(
                "{\"event\":\"denial\",\"ts_unix_ms\":9,"
                        + ID
                        + ",\"agent_id\":\""
                        + A
                        + "\",\"machine_id\":\""
                        + M
                        + "\",\"argv\":[\"rm\",\"x\"],"
                        + "\"reason\":\"argv_not_allowed\","
                        + VIA
                        + "}\n",
                print(Samples.denial(9, 1, DenialReason.ARGV_NOT_ALLOWED)));
    }

    @Test
    void what_does_not_apply_is_null() {
        String killed =
                print(
                        new AuditRecord.Exit(
                                8,
                                Samples.id(1),
                                OptionalInt.empty(),
                                OptionalInt.of(9),
                                1,
                                0,
                                0,
                                true,
                                Outcome.CANCELLED,
                                Optional.of("contact blocked")));
        assertTrue(killed.contains("\"code\":null,\"signal\":9"), killed);
        assertTrue(killed.contains("\"cause\":\"contact blocked\""), killed);
        String broken =
                print(
                        new AuditRecord.Denial(
                                9,
                                Optional.empty(),
                                Samples.ALICE,
                                Samples.LAPTOP,
                                List.of(),
                                DenialReason.MALFORMED_FRAME,
                                new Via(Samples.LAPTOP, Optional.empty(), false)));
        assertTrue(broken.contains("\"request_id\":null"), broken);
        assertTrue(broken.contains("\"addr\":null,\"direct\":false"), broken);
    }

    @Test
    void hostile_arguments_stay_inside_their_string() throws IOException {
        String[] hostile = {
            "\"}\n{\"event\":\"exit\"",
            "\\",
            "a\rb\tc\u0000\u001b[2J\u007f",
            "\u202e\u2028\u009b",
            "\ud83d\ude00",
            "/*]]>"
        };
        String line = print(Samples.request(1, 1, hostile));
        assertEquals(1, line.lines().count());
        assertTrue(line.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), line);
        JsonNode argv = new ObjectMapper().readTree(line).get("argv");
        for (int i = 0; i < hostile.length; i++) {
            assertEquals(hostile[i], argv.get(i).textValue());
        }
    }

    @Test
    void half_a_character_becomes_the_replacement() throws IOException {
        String line = print(Samples.request(1, 1, "\ud800", "x\udc00y", "\ude00\ud83d"));
        JsonNode argv = new ObjectMapper().readTree(line).get("argv");
        assertEquals("\ufffd", argv.get(0).textValue());
        assertEquals("x\ufffdy", argv.get(1).textValue());
        assertEquals("\ufffd\ufffd", argv.get(2).textValue());
    }

    @Property(tries = 500)
    void any_argument_gives_one_parseable_line(@ForAll String argument) throws IOException {
        String line = print(Samples.request(1, 1, argument));
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertEquals(1, new ObjectMapper().readTree(line).get("argv").size());
    }

    @Test
    void content_is_a_hash() {
        assertTrue(AuditLines.isHash(Samples.CONTENT));
        for (String wrong : List.of("", "0".repeat(63), "0".repeat(65), "A".repeat(64))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            new AuditRecord.Request(
                                    0,
                                    Samples.id(1),
                                    Samples.ALICE,
                                    Samples.LAPTOP,
                                    List.of(),
                                    Optional.empty(),
                                    0,
                                    0,
                                    wrong,
                                    "0".repeat(64),
                                    "/x",
                                    Samples.VIA));
        }
    }

    private static String print(AuditRecord each) {
        return new String(AuditLines.open(each), StandardCharsets.UTF_8) + "}\n";
    }
}
