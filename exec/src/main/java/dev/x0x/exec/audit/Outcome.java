// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.util.Locale;
import java.util.Optional;

/** How a request ended (DECISIONS A5). */
public enum Outcome {
    EXITED,
    SIGNALLED,
    TIMED_OUT,
    CANCELLED,
    LEASE_EXPIRED,
    PEER_DISCONNECTED,
    IDLE,
    DENIED,
    SPAWN_FAILED,
    DAEMON_STOPPED,
    FATE_UNKNOWN;

    /** The word used on the wire's edges: JSON, audit, messages. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<Outcome> of(String code) {
        for (Outcome each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
