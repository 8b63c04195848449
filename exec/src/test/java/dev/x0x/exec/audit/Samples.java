// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.acl.DenialReason;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Records to write. */
final class Samples {
    static final AgentId ALICE = AgentId.of(fill(0xaa));
    static final AgentId BOB = AgentId.of(fill(0xbb));
    static final MachineId LAPTOP = MachineId.of(fill(0x11));
    static final Via VIA = new Via(LAPTOP, Optional.of("192.0.2.7:5483"), true);
    static final String CONTENT = "0123456789abcdef".repeat(4);

    private Samples() {}

    static RequestId id(int number) {
        return new RequestId(0, number);
    }

    static AuditRecord.Request request(long ts, int id, String... argv) {
        return request(ts, id, ALICE, argv);
    }

    static AuditRecord.Request request(long ts, int id, AgentId agent, String... argv) {
        return new AuditRecord.Request(
                ts,
                id(id),
                agent,
                LAPTOP,
                List.of(argv),
                Optional.of("status"),
                0,
                30_000,
                CONTENT,
                CONTENT,
                "/bin/echo",
                VIA);
    }

    static AuditRecord.Exit exit(long ts, int id, int code) {
        return new AuditRecord.Exit(
                ts,
                id(id),
                OptionalInt.of(code),
                OptionalInt.empty(),
                12,
                3,
                0,
                false,
                Outcome.EXITED,
                Optional.empty());
    }

    static AuditRecord.Denial denial(long ts, int id, DenialReason reason) {
        return new AuditRecord.Denial(
                ts, Optional.of(id(id)), ALICE, LAPTOP, List.of("rm", "x"), reason, VIA);
    }

    /** The next line after this text of ours, with its newline. */
    static String chained(String before, AuditRecord record) {
        List<String> lines = before.lines().toList();
        Chain chain =
                lines.isEmpty()
                        ? Chain.EMPTY
                        : Chain.after(
                                lines.size(), lines.getLast().getBytes(StandardCharsets.UTF_8));
        return new String(chain.close(AuditLines.open(record)), StandardCharsets.UTF_8) + "\n";
    }

    private static byte[] fill(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
