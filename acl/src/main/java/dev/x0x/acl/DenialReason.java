// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.Locale;
import java.util.Optional;

/** Why a request was refused (BEHAVIOUR.md §2, PROTOCOL.md §3, DECISIONS A5). */
public enum DenialReason {
    EXEC_DISABLED,
    UNVERIFIED_SENDER,
    TRUST_REJECTED,
    AGENT_MACHINE_NOT_IN_ACL,
    ARGV_NOT_ALLOWED,
    STDIN_TOO_LARGE,
    TIMEOUT_TOO_LARGE,
    CWD_NOT_ALLOWED,
    CONCURRENCY_LIMIT_REACHED,
    SHELL_METACHAR_IN_ARGV,
    SPAWN_FAILED,
    MALFORMED_FRAME,
    AUDIT_UNAVAILABLE,
    RATE_LIMITED,
    HOOK_DENIED,
    BUSY,
    ACL_CHANGED,
    DUPLICATE_REQUEST,
    DAEMON_STOPPING;

    /** The word used on the wire's edges: JSON, audit, messages. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<DenialReason> of(String code) {
        for (DenialReason each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
