// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.identity.RequestId;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the calls under {@code /exec} answer, field by field (REFERENCE.md §7.7, BEHAVIOUR.md §5).
 */
final class ExecJson {
    private ExecJson() {}

    /** The {@code /exec/run} object; without spools the output was delivered before, or is gone. */
    static JsonObject end(ExecEnd end, Spool stdout, Spool stderr) {
        return JsonObject.ok()
                .put("request_id", end.requestId().hex())
                .put("code", end.code())
                .put("signal", end.signal())
                .put("duration_ms", end.duration().toMillis())
                .put("stdout_b64", stdout)
                .put("stderr_b64", stderr)
                .put("stdout_bytes_total", end.stdoutTotal())
                .put("stderr_bytes_total", end.stderrTotal())
                .put("truncated", end.truncated())
                .put("denial_reason", end.denialReason().map(DenialReason::code))
                .put("warnings", end.warnings())
                .put("outcome", end.outcome().code());
    }

    /** The {@code /exec/run} object of a command whose end is not known. */
    static JsonObject unended(RequestId id, Outcome outcome) {
        return JsonObject.ok()
                .put("request_id", id.hex())
                .put("code", null)
                .put("signal", null)
                .put("duration_ms", null)
                .put("stdout_b64", null)
                .put("stderr_b64", null)
                .put("stdout_bytes_total", null)
                .put("stderr_bytes_total", null)
                .put("truncated", null)
                .put("denial_reason", null)
                .put("warnings", List.of())
                .put("outcome", outcome == null ? null : outcome.code());
    }

    static JsonObject fateUnknown(NoAnswerException e) {
        return unended(e.requestId(), Outcome.FATE_UNKNOWN);
    }

    static JsonObject noAnswer(NoAnswerException e) {
        return JsonObject.no(e.getMessage())
                .put("request_id", e.requestId().hex())
                .put("outcome", Outcome.FATE_UNKNOWN.code());
    }

    static JsonObject sessions(ExecSessions sessions) {
        return JsonObject.ok()
                .put(
                        "pending_clients",
                        sessions.pendingClients().stream().map(ExecJson::pending).toList())
                .put(
                        "active_servers",
                        sessions.activeServers().stream().map(ExecJson::active).toList());
    }

    private static JsonObject pending(ExecSessions.PendingClient pending) {
        return new JsonObject()
                .put("request_id", pending.requestId().hex())
                .put("target_agent_id", pending.target().hex())
                .put("argv_summary", Words.summary(pending.argv()))
                .put("age_ms", pending.age().toMillis());
    }

    private static JsonObject active(ExecSessions.ActiveServer active) {
        return new JsonObject()
                .put("request_id", active.requestId().hex())
                .put("agent_id", active.agent().hex())
                .put("machine_id", active.machine().hex())
                .put("argv_summary", Words.summary(active.argv()))
                .put("age_ms", active.age().toMillis());
    }

    static JsonObject diagnostics(ExecDiagnostics diagnostics) {
        return JsonObject.ok()
                .put("enabled", diagnostics.enabled())
                .put("active_sessions", diagnostics.activeSessions())
                .put("active_per_agent", counts(diagnostics.activePerAgent(), id -> id.hex()))
                .put("totals", totals(diagnostics.totals()))
                .put(
                        "recent_warnings",
                        diagnostics.recentWarnings().stream().map(ExecJson::warning).toList())
                .put("acl_summary", acl(diagnostics.aclSummary()));
    }

    private static JsonObject totals(ExecDiagnostics.Totals totals) {
        return new JsonObject()
                .put("requests_received", totals.requestsReceived())
                .put("requests_allowed", totals.requestsAllowed())
                .put("requests_denied", totals.requestsDenied())
                .put("sessions_started", totals.sessionsStarted())
                .put("sessions_completed", totals.sessionsCompleted())
                .put("sessions_cancelled", totals.sessionsCancelled())
                .put("audit_write_failures", totals.auditWriteFailures())
                .put("denial_breakdown", counts(totals.denialBreakdown(), DenialReason::code))
                .put("cap_breaches", counts(totals.capBreaches(), stream -> stream.code()))
                .put("cap_warnings", counts(totals.capWarnings(), kind -> kind.code()));
    }

    private static JsonObject warning(ExecDiagnostics.RecentWarning warning) {
        return new JsonObject()
                .put("ts_unix_ms", warning.at().toEpochMilli())
                .put("kind", warning.kind().code())
                .put("agent_id", warning.agent().hex())
                .put("request_id", warning.requestId().hex())
                .put("argv_summary", Words.summary(warning.argv()))
                .put("bytes_at_warn", warning.bytesAtWarn());
    }

    private static JsonObject acl(ExecDiagnostics.AclSummary acl) {
        return new JsonObject()
                .put("enabled", acl.enabled())
                .put("loaded_from", acl.loadedFrom())
                .put("loaded_at_unix_ms", acl.loadedAt().toEpochMilli())
                .put("allow_entry_count", acl.allowEntryCount())
                .put("command_entry_count", acl.commandEntryCount())
                .put("disabled_reason", acl.disabledReason())
                .put("stale_since", acl.staleSince().map(Instant::toEpochMilli))
                .put("sha256", acl.sha256());
    }

    /** Sorted, so that two looks at the same counters read the same. */
    static <K extends Comparable<? super K>> JsonObject counts(
            Map<K, ? extends Number> counts, Function<K, String> name) {
        var object = new JsonObject();
        counts.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .forEach(each -> object.put(name.apply(each.getKey()), each.getValue()));
        return object;
    }
}
