// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code GET /diagnostics/exec} shows (REFERENCE.md §7.7). Never the ACL itself.
 *
 * @param recentWarnings the last 64, oldest first
 */
public record ExecDiagnostics(
        boolean enabled,
        int activeSessions,
        Map<AgentId, Integer> activePerAgent,
        Totals totals,
        List<RecentWarning> recentWarnings,
        AclSummary aclSummary) {

    /** Counted since the daemon started. */
    public record Totals(
            long requestsReceived,
            long requestsAllowed,
            long requestsDenied,
            long sessionsStarted,
            long sessionsCompleted,
            long sessionsCancelled,
            long auditWriteFailures,
            Map<DenialReason, Long> denialBreakdown,
            Map<StdStream, Long> capBreaches,
            Map<WarningKind, Long> capWarnings) {}

    /**
     * One warning given to a requester.
     *
     * @param agent who asked for the command
     */
    public record RecentWarning(
            Instant at,
            WarningKind kind,
            AgentId agent,
            RequestId requestId,
            List<String> argv,
            OptionalLong bytesAtWarn) {}

    /**
     * How large the policy is and where it came from.
     *
     * @param loadedFrom empty when no file was read
     * @param staleSince since when the file cannot be used, so that this policy stays
     * @param sha256 of the file this policy is from, 64 hex digits
     */
    public record AclSummary(
            boolean enabled,
            Optional<String> loadedFrom,
            Instant loadedAt,
            int allowEntryCount,
            int commandEntryCount,
            Optional<String> disabledReason,
            Optional<Instant> staleSince,
            Optional<String> sha256) {}
}
