// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.acl.Verdict;
import dev.x0x.exec.audit.AuditRecord;
import dev.x0x.exec.audit.Via;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.ServerEffect;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.Hex;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Audit records of what the server does, and their way to disk and back to the server's thread. */
final class Audits {
    private static final Logger LOG = LoggerFactory.getLogger(Audits.class);

    private final ExecSetup setup;
    private final Loop loop;

    Audits(ExecSetup setup, Loop loop) {
        this.setup = setup;
        this.loop = loop;
    }

    /**
     * Appends; {@code then} runs on the server's thread and is told whether the records are
     * durable.
     */
    void append(List<AuditRecord> records, Consumer<Boolean> then) {
        var unused =
                appended(records)
                        .whenComplete(
                                (_, failed) ->
                                        loop.run(
                                                () -> {
                                                    if (failed != null) {
                                                        failed(failed);
                                                    }
                                                    then.accept(failed == null);
                                                }));
    }

    /** A log that throws is a log that has not written. */
    private CompletableFuture<Void> appended(List<AuditRecord> records) {
        try {
            return setup.audit().append(records);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void failed(Throwable why) {
        setup.counters().count(ExecCounters.Total.AUDIT_WRITE_FAILURES);
        LOG.error("audit record not written: {}", why.getMessage());
    }

    boolean isRecord(ServerEffect effect) {
        return effect instanceof ServerEffect.AuditStarted
                || effect instanceof ServerEffect.AuditWarning
                || effect instanceof ServerEffect.AuditExit
                || effect instanceof ServerEffect.AuditDenial;
    }

    AuditRecord of(Served served, ServerEffect effect) {
        RequestId id = served.entry.key.id();
        return switch (effect) {
            case ServerEffect.AuditStarted(long pid) -> new AuditRecord.Started(now(), id, pid);
            case ServerEffect.AuditWarning(var kind, OptionalLong bytes) -> {
                setup.counters()
                        .warned(
                                new ExecCounters.RecentWarning(
                                        now(),
                                        kind,
                                        served.caller.peer().agent(),
                                        id,
                                        served.argv,
                                        bytes));
                yield new AuditRecord.Warning(now(), id, kind, bytes);
            }
            case ServerEffect.AuditExit(End end) -> exit(id, end, served.session.cause());
            case ServerEffect.AuditDenial(DenialReason reason) -> {
                setup.counters().denied(reason);
                yield denial(served.caller, Optional.of(id), served.argv, reason);
            }
            case ServerEffect.StartChild _,
                    ServerEffect.DropKeys _,
                    ServerEffect.SignalGroup _,
                    ServerEffect.Pause _,
                    ServerEffect.Resume _,
                    ServerEffect.GiveUpOutput _,
                    ServerEffect.Accept _,
                    ServerEffect.SendRecord _,
                    ServerEffect.SendEnd _,
                    ServerEffect.Close _ ->
                    throw new IllegalArgumentException("no audit record: " + effect);
        };
    }

    private AuditRecord exit(RequestId id, End end, String cause) {
        return new AuditRecord.Exit(
                now(),
                id,
                end.code(),
                end.signal(),
                end.duration().toMillis(),
                end.stdoutTotal(),
                end.stderrTotal(),
                end.truncated(),
                end.outcome(),
                cause.isEmpty() ? Optional.empty() : Optional.of(cause));
    }

    AuditRecord request(
            Caller caller,
            ToServer.Open open,
            ToServer.Request asked,
            Verdict.Allowed allowed,
            byte[] content,
            byte[] requestSha256) {
        return new AuditRecord.Request(
                now(),
                asked.id(),
                caller.peer().agent(),
                caller.peer().machine(),
                asked.argv(),
                allowed.matchedAcl(),
                open.stdinTotal(),
                asked.timeoutMs(),
                Hex.print(content),
                Hex.print(requestSha256),
                allowed.program(),
                via(caller));
    }

    AuditRecord denial(
            Caller caller, Optional<RequestId> id, List<String> argv, DenialReason reason) {
        return new AuditRecord.Denial(
                now(),
                id,
                caller.peer().agent(),
                caller.peer().machine(),
                argv,
                reason,
                via(caller));
    }

    private static Via via(Caller caller) {
        return caller.via();
    }

    private long now() {
        return setup.clock().millis();
    }
}
