// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.FuzzEntry.Allocation;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit file is our own, but what stands in it was asked by others, and disks fail. */
class FuzzTest implements Fuzzed {
    @TempDir Path directory;

    private static final Optional<MachineId> NONE = Optional.empty();
    private static final Optional<AuditHead> HEAD = Optional.empty();

    @Override
    public List<FuzzEntry> entries() {
        List<byte[]> lines =
                Seeds.of(
                        """
                        {"ts_unix_ms":1754800000000,"event":"request","request_id":"%s","agent_id":"%s","machine_id":"%s","argv":["df"],"content":"%s"}
                        """
                                .formatted("01".repeat(16), "02".repeat(32), "03".repeat(32), "04"),
                        """
                        {"ts_unix_ms":1754800000001,"event":"exit","request_id":"%s","code":0,"signal":null,"duration_ms":1,"stdout_bytes":0,"stderr_bytes":0,"truncated":false,"outcome":"exited"}
                        """
                                .formatted("01".repeat(16)),
                        """
                        {"ts_unix_ms":1754800000001,"event":"denial","request_id":"%s","agent_id":"%s","machine_id":"%s","reason":"argv_not_allowed"}
                        """
                                .formatted("01".repeat(16), "02".repeat(32), "03".repeat(32)),
                        """
                        {"event":"checkpoint","ts_unix_ms":1,"request_id":null,"machine_id":"%s","public_key":"AAAA","signature":"AAAA","seq":1,"prev":"%s"}
                        """
                                .formatted("03".repeat(32), "00".repeat(32)));
        return List.of(
                reads("audit-line", MalformedException.class, AuditFields::parse, lines)
                        .ofText("{", "}", "\"", ",", "null", "1e9", "\\ud800"),
                reads("audit-file", IOException.class, this::file, lines)
                        .ofText("\n", "{", "}", "\"", "null")
                        .allocating(new Allocation(2 << 20, 512)));
    }

    private void file(byte[] text) throws IOException {
        Path file = directory.resolve("exec.log");
        Files.write(file, text);
        AuditReader.read(file, Instant.EPOCH);
        var report = AuditVerifier.verify(file, new AuditVerifier.Wanted(NONE, HEAD, true));
        if (report.problem().isEmpty() && report.checkpoints() > 0) {
            throw new AssertionError("a checkpoint that nobody signed");
        }
    }
}
