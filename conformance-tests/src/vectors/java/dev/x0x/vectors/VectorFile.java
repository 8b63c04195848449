// SPDX-License-Identifier: Apache-2.0
package dev.x0x.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.identity.codec.MalformedException;

import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A file of known answers, and the tests made of its rows. */
public record VectorFile(String topic, List<VectorRow> rows) {
    private static final Set<String> EXPECTED =
            Set.of(
                    """
                    ok match no_match refused_character
                    unknown reject_blocked accept reject_machine_mismatch accept_with_flag
                    missing_prefix truncated trailing_bytes unknown_variant unknown_enum bad_utf8
                    length_too_large bad_bool bad_option bad_varint bad_length bad_version bad_kind
                    bad_key_length bad_hex bad_character bad_link bad_json missing_field bad_type
                    bad_token shell_with_code bad_tag request_id_mismatch unknown_session
                    stale_counter unsigned id_mismatch bad_signature user_certificate_pair
                    attestation_missing attestation_version_1 attestation_mismatch bad_unit
                    """
                            .strip()
                            .split("\\s+"));

    /** Does what one op says, compares what there is to compare, and gives the answer. */
    @FunctionalInterface
    public interface Op {
        /**
         * The answer to a row.
         *
         * @throws MalformedException its refusal is the answer
         * @throws Exception anything else fails the row
         */
        String answer(VectorRow row) throws Exception;
    }

    /** An op whose only answer besides a refusal is {@code ok}. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks an accepted row; for a refused one, tries what must be refused.
         *
         * @throws MalformedException its refusal is the answer
         * @throws Exception anything else fails the row
         */
        void run(VectorRow row) throws Exception;
    }

    /** Turns a check into an op that answers {@code ok} when nothing was thrown. */
    public static Op ok(Check check) {
        return row -> {
            check.run(row);
            return "ok";
        };
    }

    /** Reads {@code conformance-tests/vectors/<topic>.json}; run from a module's directory. */
    public static VectorFile load(String topic) {
        Path path = Path.of("..", "conformance-tests", "vectors", topic + ".json");
        try {
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(path));
            assertEquals(topic, root.path("topic").textValue());
            assertEquals(1, root.path("format").intValue());
            var rows = new ArrayList<VectorRow>();
            root.path("cases").forEach(row -> rows.add(new VectorRow(row)));
            if (rows.isEmpty()) {
                throw new AssertionError("no rows in " + path);
            }
            return new VectorFile(topic, List.copyOf(rows));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    /** The row of this name. */
    public VectorRow row(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row `" + name + "` in " + topic));
    }

    /**
     * A test for each row. A row whose op has no entry, whose expected answer is not of the closed
     * list, or whose name is taken fails; so does an op that no row uses.
     */
    public Stream<DynamicTest> tests(Map<String, Op> ops) {
        var tests = new ArrayList<DynamicTest>();
        var names = new HashSet<String>();
        var unused = new HashSet<>(ops.keySet());
        for (VectorRow row : rows) {
            unused.remove(row.op());
            boolean taken = !names.add(row.name());
            tests.add(DynamicTest.dynamicTest(row.name(), () -> run(ops, row, taken)));
        }
        tests.add(
                DynamicTest.dynamicTest(
                        "every op is used", () -> assertEquals(Set.of(), Set.copyOf(unused))));
        return tests.stream();
    }

    private static void run(Map<String, Op> ops, VectorRow row, boolean taken) throws Exception {
        if (taken) {
            throw new AssertionError("two rows named `" + row.name() + "`");
        }
        if (!EXPECTED.contains(row.expect())) {
            throw new AssertionError("unknown expect `" + row.expect() + "`");
        }
        Op op = ops.get(row.op());
        if (op == null) {
            throw new AssertionError("unknown op `" + row.op() + "`");
        }
        String answer;
        try {
            answer = op.answer(row);
        } catch (MalformedException e) {
            answer = e.refusal().code();
            if (!answer.equals(row.expect())) {
                throw new AssertionError("expected " + row.expect() + " but: " + e.getMessage(), e);
            }
        }
        assertEquals(row.expect(), answer);
    }
}
