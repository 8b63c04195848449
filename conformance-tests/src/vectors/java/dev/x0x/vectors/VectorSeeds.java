// SPDX-License-Identifier: Apache-2.0
package dev.x0x.vectors;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Vectors as inputs for a fuzzer to begin with, the good and the bad. */
public final class VectorSeeds {
    private VectorSeeds() {}

    /** A field of bytes of every vector of this op that has it. */
    public static List<byte[]> bytes(String topic, String op, String field) {
        return rows(topic, op, field, row -> row.bytes(field));
    }

    /** A field of text of every vector of this op that has it, in UTF-8. */
    public static List<byte[]> texts(String topic, String op, String field) {
        return rows(topic, op, field, row -> row.text(field).getBytes(StandardCharsets.UTF_8));
    }

    private static List<byte[]> rows(
            String topic, String op, String field, Function<VectorRow, byte[]> read) {
        return VectorFile.load(topic).rows().stream()
                .filter(row -> row.op().equals(op) && row.has(field))
                .map(read)
                .toList();
    }
}
