// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;

import java.util.List;

class FuzzTest implements Fuzzed {
    private static final List<JsonShape> SHAPES =
            List.of(
                    ExecRoutes.RUN,
                    ExecRoutes.CANCEL,
                    DirectRoutes.SEND,
                    ContactRoutes.ADD,
                    ContactRoutes.CHANGE,
                    ContactRoutes.TRUST,
                    ContactRoutes.REVOKE,
                    ContactRoutes.ADD_MACHINE,
                    ContactRoutes.EVALUATE,
                    CardRoutes.IMPORT,
                    CardRoutes.CONNECT,
                    JsonShape.NOTHING);

    @Override
    public List<FuzzEntry> entries() {
        List<byte[]> bodies =
                Seeds.of(
                        "{}",
                        "{\"agent_id\":\"bob\",\"argv\":[\"df\",\"-h\"],\"timeout_ms\":1000,"
                                + "\"stdin_b64\":\"aGk=\",\"cwd\":\"/\",\"stream\":true}",
                        "{\"agent_id\":\"bob\",\"payload\":\"aGk=\",\"timeout_ms\":1}",
                        "{\"agent_id\":\"" + "1a".repeat(32) + "\",\"trust_level\":\"trusted\"}",
                        "{\"machine_id\":\"x\",\"label\":\"y\",\"pinned\":true}",
                        "{\"card\":\"x0x://agent/e30\",\"trust_level\":null}");
        return List.of(
                reads("rest-body", HttpRefusal.class, FuzzTest::everyShape, bodies)
                        .ofText(
                                "{",
                                "}",
                                "[",
                                "]",
                                ",",
                                ":",
                                "null",
                                "true",
                                "1e9",
                                "-0",
                                "9223372036854775808",
                                "\"",
                                "\\ud800",
                                "\\u0000",
                                "\ufeff",
                                "\"agent_id\":",
                                "\"argv\":[",
                                "\"timeout_ms\":",
                                "====")
                        .allocating(new FuzzEntry.Allocation(4 << 20, 4_096)));
    }

    /** The same bytes at every door; refused is what none takes. */
    private static void everyShape(byte[] body) throws HttpRefusal {
        HttpRefusal last = null;
        int taken = 0;
        for (JsonShape shape : SHAPES) {
            try {
                JsonBody.read(body, shape);
                taken++;
            } catch (HttpRefusal e) {
                if (e.status() != 400) {
                    throw new AssertionError("status " + e.status(), e);
                }
                last = e;
            }
        }
        if (taken == 0) {
            throw last;
        }
    }
}
