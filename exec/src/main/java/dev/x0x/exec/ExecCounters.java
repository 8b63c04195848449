// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What exec has done since start, for {@code /diagnostics/exec}. Safe for several threads. */
public final class ExecCounters {
    /** What is counted in total. */
    public enum Total {
        /** Requests that reached exec, whatever became of them. */
        REQUESTS_RECEIVED,
        /** Requests that passed the gate. */
        REQUESTS_ALLOWED,
        /** Requests refused, answered or not. */
        REQUESTS_DENIED,
        /** Children started. */
        SESSIONS_STARTED,
        /** Sessions that ended, in whatever way. */
        SESSIONS_COMPLETED,
        /** Sessions ended by a cancel of the requester. */
        SESSIONS_CANCELLED,
        /** Audit records that could not be made durable. */
        AUDIT_WRITE_FAILURES,
        /** Payloads or records dropped because they were not what they claimed. */
        DROPPED
    }

    /** One warning of a running command. {@code bytes} where it is about output. */
    public record RecentWarning(
            long tsUnixMs,
            WarningKind kind,
            AgentId agent,
            RequestId id,
            List<String> argv,
            OptionalLong bytes) {}

    private static final int RECENT = 64;

    private final Map<Total, Long> totals = new TreeMap<>();
    private final Map<String, Long> denials = new TreeMap<>();
    private final Map<String, Long> breaches = new TreeMap<>();
    private final Map<String, Long> warnings = new TreeMap<>();
    private final Deque<RecentWarning> recent = new ArrayDeque<>();

    /** All zero. */
    public ExecCounters() {}

    synchronized void count(Total total) {
        totals.merge(total, 1L, Long::sum);
    }

    synchronized void denied(DenialReason reason) {
        count(Total.REQUESTS_DENIED);
        denials.merge(reason.code(), 1L, Long::sum);
    }

    synchronized void warned(RecentWarning warning) {
        warnings.merge(warning.kind().code(), 1L, Long::sum);
        if (warning.kind() == WarningKind.STDOUT_CAP_HIT) {
            breaches.merge(StdStream.STDOUT.code(), 1L, Long::sum);
        } else if (warning.kind() == WarningKind.STDERR_CAP_HIT) {
            breaches.merge(StdStream.STDERR.code(), 1L, Long::sum);
        }
        recent.add(warning);
        if (recent.size() > RECENT) {
            recent.poll();
        }
    }

    /** One total. */
    public synchronized long total(Total total) {
        return totals.getOrDefault(total, 0L);
    }

    /** Denials by reason. */
    public synchronized Map<String, Long> denials() {
        return new TreeMap<>(denials);
    }

    /** Output caps reached, by stream. */
    public synchronized Map<String, Long> capBreaches() {
        return new TreeMap<>(breaches);
    }

    /** Warnings by kind. */
    public synchronized Map<String, Long> capWarnings() {
        return new TreeMap<>(warnings);
    }

    /** The last 64 warnings, oldest first. */
    public synchronized List<RecentWarning> recent() {
        return new ArrayList<>(recent);
    }
}
