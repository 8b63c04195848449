// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

/**
 * Words and their numbers on the wire (PROTOCOL.md §3, DECISIONS A5). Written out: the order of an
 * enum in the source must be free to change.
 */
final class WireCodes {
    private WireCodes() {}

    static int of(StdStream stream) {
        return switch (stream) {
            case STDIN -> 0;
            case STDOUT -> 1;
            case STDERR -> 2;
        };
    }

    static StdStream stream(long code) throws MalformedException {
        return switch (small(code)) {
            case 0 -> StdStream.STDIN;
            case 1 -> StdStream.STDOUT;
            case 2 -> StdStream.STDERR;
            default -> throw unknown("stream", code);
        };
    }

    static int of(WarningKind kind) {
        return switch (kind) {
            case STDOUT_CAP_HIT -> 0;
            case STDERR_CAP_HIT -> 1;
            case DURATION_APPROACHING_CAP -> 2;
            case STDOUT_APPROACHING_CAP -> 3;
            case STDERR_APPROACHING_CAP -> 4;
            case LEASE_EXPIRED -> 5;
            case PEER_DISCONNECTED -> 6;
            case CANCELLED -> 7;
            case IDLE -> 8;
            case TIMED_OUT -> 9;
            case DAEMON_STOPPED -> 10;
        };
    }

    static WarningKind warningKind(long code) throws MalformedException {
        return switch (small(code)) {
            case 0 -> WarningKind.STDOUT_CAP_HIT;
            case 1 -> WarningKind.STDERR_CAP_HIT;
            case 2 -> WarningKind.DURATION_APPROACHING_CAP;
            case 3 -> WarningKind.STDOUT_APPROACHING_CAP;
            case 4 -> WarningKind.STDERR_APPROACHING_CAP;
            case 5 -> WarningKind.LEASE_EXPIRED;
            case 6 -> WarningKind.PEER_DISCONNECTED;
            case 7 -> WarningKind.CANCELLED;
            case 8 -> WarningKind.IDLE;
            case 9 -> WarningKind.TIMED_OUT;
            case 10 -> WarningKind.DAEMON_STOPPED;
            default -> throw unknown("warning kind", code);
        };
    }

    static int of(Outcome outcome) {
        return switch (outcome) {
            case EXITED -> 0;
            case SIGNALLED -> 1;
            case TIMED_OUT -> 2;
            case CANCELLED -> 3;
            case LEASE_EXPIRED -> 4;
            case PEER_DISCONNECTED -> 5;
            case IDLE -> 6;
            case DENIED -> 7;
            case SPAWN_FAILED -> 8;
            case DAEMON_STOPPED -> 9;
            case FATE_UNKNOWN -> 10;
        };
    }

    static Outcome outcome(long code) throws MalformedException {
        return switch (small(code)) {
            case 0 -> Outcome.EXITED;
            case 1 -> Outcome.SIGNALLED;
            case 2 -> Outcome.TIMED_OUT;
            case 3 -> Outcome.CANCELLED;
            case 4 -> Outcome.LEASE_EXPIRED;
            case 5 -> Outcome.PEER_DISCONNECTED;
            case 6 -> Outcome.IDLE;
            case 7 -> Outcome.DENIED;
            case 8 -> Outcome.SPAWN_FAILED;
            case 9 -> Outcome.DAEMON_STOPPED;
            case 10 -> Outcome.FATE_UNKNOWN;
            default -> throw unknown("outcome", code);
        };
    }

    static int of(DenialReason reason) {
        return switch (reason) {
            case EXEC_DISABLED -> 0;
            case UNVERIFIED_SENDER -> 1;
            case TRUST_REJECTED -> 2;
            case AGENT_MACHINE_NOT_IN_ACL -> 3;
            case ARGV_NOT_ALLOWED -> 4;
            case STDIN_TOO_LARGE -> 5;
            case TIMEOUT_TOO_LARGE -> 6;
            case CWD_NOT_ALLOWED -> 7;
            case CONCURRENCY_LIMIT_REACHED -> 8;
            case SHELL_METACHAR_IN_ARGV -> 9;
            case SPAWN_FAILED -> 10;
            case MALFORMED_FRAME -> 11;
            case AUDIT_UNAVAILABLE -> 12;
            case RATE_LIMITED -> 13;
            case HOOK_DENIED -> 14;
            case BUSY -> 15;
            case ACL_CHANGED -> 16;
            case DUPLICATE_REQUEST -> 17;
            case DAEMON_STOPPING -> 18;
        };
    }

    static DenialReason denialReason(long code) throws MalformedException {
        return switch (small(code)) {
            case 0 -> DenialReason.EXEC_DISABLED;
            case 1 -> DenialReason.UNVERIFIED_SENDER;
            case 2 -> DenialReason.TRUST_REJECTED;
            case 3 -> DenialReason.AGENT_MACHINE_NOT_IN_ACL;
            case 4 -> DenialReason.ARGV_NOT_ALLOWED;
            case 5 -> DenialReason.STDIN_TOO_LARGE;
            case 6 -> DenialReason.TIMEOUT_TOO_LARGE;
            case 7 -> DenialReason.CWD_NOT_ALLOWED;
            case 8 -> DenialReason.CONCURRENCY_LIMIT_REACHED;
            case 9 -> DenialReason.SHELL_METACHAR_IN_ARGV;
            case 10 -> DenialReason.SPAWN_FAILED;
            case 11 -> DenialReason.MALFORMED_FRAME;
            case 12 -> DenialReason.AUDIT_UNAVAILABLE;
            case 13 -> DenialReason.RATE_LIMITED;
            case 14 -> DenialReason.HOOK_DENIED;
            case 15 -> DenialReason.BUSY;
            case 16 -> DenialReason.ACL_CHANGED;
            case 17 -> DenialReason.DUPLICATE_REQUEST;
            case 18 -> DenialReason.DAEMON_STOPPING;
            default -> throw unknown("denial reason", code);
        };
    }

    /** A u32 as an int that keeps small numbers apart from all others. */
    private static int small(long code) {
        return code > Integer.MAX_VALUE ? -1 : (int) code;
    }

    private static MalformedException unknown(String what, long code) {
        return new MalformedException(Refusal.UNKNOWN_ENUM, what + " " + code);
    }
}
