// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.acl.DenialReason;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One line of the audit file (BEHAVIOUR.md §4). */
public sealed interface AuditRecord {
    /** When, by the wall clock. */
    long tsUnixMs();

    /**
     * A request was allowed; durable before its command starts.
     *
     * @param matchedAcl description of the entry that allowed it
     * @param content what the request id is bound to, 64 lower-case hex (DECISIONS B4)
     * @param requestSha256 SHA-256 of the carrier body that asked, 64 lower-case hex: what an end
     *     must name to count, also one told after a restart (DECISIONS A5)
     * @param program the file that runs, argv[0] resolved (DECISIONS C3)
     */
    record Request(
            long tsUnixMs,
            RequestId id,
            AgentId agent,
            MachineId machine,
            List<String> argv,
            Optional<String> matchedAcl,
            long stdinBytes,
            long timeoutMs,
            String content,
            String requestSha256,
            String program,
            Via via)
            implements AuditRecord {
        /**
         * Copies argv.
         *
         * @throws IllegalArgumentException unless both digests are 64 lower-case hex characters
         */
        public Request {
            argv = List.copyOf(argv);
            if (!AuditLines.isHash(content) || !AuditLines.isHash(requestSha256)) {
                throw new IllegalArgumentException("digests must be 64 lower-case hex characters");
            }
        }
    }

    /** The command runs. */
    record Started(long tsUnixMs, RequestId id, long pid) implements AuditRecord {}

    /** The command was warned of something; {@code bytes} where it is about output. */
    record Warning(long tsUnixMs, RequestId id, WarningKind kind, OptionalLong bytes)
            implements AuditRecord {}

    /**
     * The command has ended.
     *
     * @param code or {@code signal}, as the kernel said it; never both
     * @param cause what made us end it, in words, where the outcome does not say it all
     */
    record Exit(
            long tsUnixMs,
            RequestId id,
            OptionalInt code,
            OptionalInt signal,
            long durationMs,
            long stdoutBytes,
            long stderrBytes,
            boolean truncated,
            Outcome outcome,
            Optional<String> cause)
            implements AuditRecord {}

    /**
     * The ACL file changed.
     *
     * @param oldSha256 of the file whose policy was in force, 64 hex digits; none if there was none
     * @param newSha256 of the file as it is now; none if it has gone
     * @param inForce whether the new one is; else it cannot be used and the old one stays
     * @param why the new one disables exec, or cannot be used
     */
    record PolicyChange(
            long tsUnixMs,
            Optional<String> oldSha256,
            Optional<String> newSha256,
            boolean inForce,
            Optional<String> why)
            implements AuditRecord {}

    /**
     * A request was refused.
     *
     * @param id none if the frame was too broken to hold one
     */
    record Denial(
            long tsUnixMs,
            Optional<RequestId> id,
            AgentId agent,
            MachineId machine,
            List<String> argv,
            DenialReason reason,
            Via via)
            implements AuditRecord {
        /** Copies argv. */
        public Denial {
            argv = List.copyOf(argv);
        }
    }
}
