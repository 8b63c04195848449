// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.vectors.VectorFile;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

class IdVectorsTest {
    @TestFactory
    Stream<DynamicTest> ids() {
        return VectorFile.load("ids")
                .tests(
                        Map.of(
                                "derive_id",
                                VectorFile.ok(
                                        row -> {
                                            byte[] key = row.bytes("public_key");
                                            String id = AgentId.derive(key).hex();
                                            assertEquals(row.text("id"), id);
                                            assertEquals(id, MachineId.derive(key).hex());
                                            assertEquals(id, UserId.derive(key).hex());
                                        }),
                                "parse_id",
                                VectorFile.ok(
                                        row -> {
                                            String text = row.text("text");
                                            String id = AgentId.parse(text).hex();
                                            assertEquals(row.text("id"), id);
                                            assertEquals(id, MachineId.parse(text).hex());
                                            assertEquals(id, UserId.parse(text).hex());
                                        })));
    }
}
