// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.util.Locale;
import java.util.Optional;

/** What a running command is warned of (PROTOCOL.md §3, DECISIONS A5). */
public enum WarningKind {
    STDOUT_CAP_HIT,
    STDERR_CAP_HIT,
    DURATION_APPROACHING_CAP,
    STDOUT_APPROACHING_CAP,
    STDERR_APPROACHING_CAP,
    LEASE_EXPIRED,
    PEER_DISCONNECTED,
    CANCELLED,
    IDLE,
    TIMED_OUT,
    DAEMON_STOPPED;

    /** The word used on the wire's edges: JSON, audit, messages. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<WarningKind> of(String code) {
        for (WarningKind each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
