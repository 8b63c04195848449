// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.AuditLog;
import dev.x0x.exec.audit.AuditRecord;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** An audit log that remembers, fails and waits as the test says. */
final class FakeAudit implements AuditLog {
    private record Held(List<AuditRecord> records, CompletableFuture<Void> done) {}

    final List<AuditRecord> written = new ArrayList<>();
    Predicate<AuditRecord> fails = _ -> false;
    boolean slow;
    private final List<Held> held = new ArrayList<>();

    @Override
    public CompletableFuture<Void> append(List<AuditRecord> records) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        held.add(new Held(records, done));
        if (!slow) {
            release();
        }
        return done;
    }

    void release() {
        List<Held> all = List.copyOf(held);
        held.clear();
        for (Held each : all) {
            if (each.records().stream().anyMatch(fails)) {
                each.done().completeExceptionally(new IOException("disk full"));
            } else {
                written.addAll(each.records());
                each.done().complete(null);
            }
        }
    }

    /** What was written, one word a record. */
    List<String> words() {
        return written.stream().map(FakeAudit::word).toList();
    }

    private static String word(AuditRecord each) {
        return switch (each) {
            case AuditRecord.Request _ -> "request";
            case AuditRecord.Started _ -> "started";
            case AuditRecord.Warning warning -> "warning " + warning.kind().code();
            case AuditRecord.Exit exit ->
                    "exit "
                            + exit.outcome().code()
                            + exit.cause().map(cause -> " (" + cause + ")").orElse("");
            case AuditRecord.PolicyChange _ -> "policy";
            case AuditRecord.Denial denial -> "denial " + denial.reason().code();
        };
    }
}
