// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.WarningKind;

/** The words of each warning, and which one tells of which end. */
final class Warnings {
    private Warnings() {}

    static String text(WarningKind kind) {
        return switch (kind) {
            case STDOUT_CAP_HIT -> "stdout cap hit; further bytes discarded";
            case STDERR_CAP_HIT -> "stderr cap hit; further bytes discarded";
            case DURATION_APPROACHING_CAP -> "duration warning threshold reached";
            case STDOUT_APPROACHING_CAP -> "stdout warning threshold reached";
            case STDERR_APPROACHING_CAP -> "stderr warning threshold reached";
            case LEASE_EXPIRED -> "request lease expired; terminating remote command";
            case PEER_DISCONNECTED ->
                    "no path to the requester is left; terminating remote command";
            case CANCELLED -> "session cancelled; terminating remote command";
            case IDLE -> "no output for max_idle_secs; terminating remote command";
            case TIMED_OUT -> "timeout reached; terminating remote command";
            case DAEMON_STOPPED -> "the daemon stops; remote command killed";
        };
    }

    static WarningKind of(Outcome outcome) {
        return switch (outcome) {
            case TIMED_OUT -> WarningKind.TIMED_OUT;
            case LEASE_EXPIRED -> WarningKind.LEASE_EXPIRED;
            case PEER_DISCONNECTED -> WarningKind.PEER_DISCONNECTED;
            case IDLE -> WarningKind.IDLE;
            case DAEMON_STOPPED -> WarningKind.DAEMON_STOPPED;
            case CANCELLED, EXITED, SIGNALLED, DENIED, SPAWN_FAILED, FATE_UNKNOWN ->
                    WarningKind.CANCELLED;
        };
    }
}
