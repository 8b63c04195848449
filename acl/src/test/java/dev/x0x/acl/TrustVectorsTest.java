// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

/** The matrix; reading contact files is tested where they are read. */
class TrustVectorsTest {
    @TestFactory
    Stream<DynamicTest> matrix() {
        VectorFile all = VectorFile.load("contacts");
        var judged = all.rows().stream().filter(row -> row.op().equals("judge")).toList();
        return new VectorFile(all.topic(), judged).tests(Map.of("judge", TrustVectorsTest::judge));
    }

    private static String judge(VectorRow row) {
        JsonNode contact = row.get("contact");
        if (contact.isNull()) {
            return "unknown";
        }
        boolean pinned = false;
        for (JsonNode machine : contact.get("machines")) {
            pinned |=
                    machine.get("pinned").booleanValue()
                            && machine.get("machine_id").textValue().equals(row.text("machine_id"));
        }
        var level = TrustLevel.of(contact.get("trust_level").textValue()).orElseThrow();
        var type = IdentityType.of(contact.get("identity_type").textValue()).orElseThrow();
        assertEquals(contact.get("trust_level").textValue(), level.code());
        return TrustDecision.judge(level, type, pinned).code();
    }
}
