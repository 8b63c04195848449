// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.print.Ending;

/** What the shell is told (DECISIONS C5). */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int LOST = 122;
    static final int FATE_UNKNOWN = 123;
    static final int TIMED_OUT = 124;
    static final int NOTHING_RAN = 125;
    static final int DENIED = 126;
    static final int NOT_STARTED = 127;
    static final int CANCELLED = 130;

    private static final int SIGNALLED = 128;
    private static final int MAX = 255;

    private ExitCode() {}

    static int of(Ending end) {
        return switch (end.outcome()) {
            case Ending.EXITED -> own(end);
            case "signalled" -> SIGNALLED + (int) (end.signal().orElse(0) & 0x7f);
            case "timed_out" -> TIMED_OUT;
            case "denied" -> DENIED;
            case "spawn_failed" -> NOT_STARTED;
            case "cancelled" -> CANCELLED;
            case "lease_expired", "peer_disconnected", "idle", "daemon_stopped" -> LOST;
            default -> FATE_UNKNOWN; // an outcome of a later version is no success
        };
    }

    /** A code that is none must not read as success. */
    private static int own(Ending end) {
        long code = end.code().orElse(-1);
        return code < 0 || code > MAX ? FATE_UNKNOWN : (int) code;
    }
}
