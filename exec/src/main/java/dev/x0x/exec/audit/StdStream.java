// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.util.Locale;
import java.util.Optional;

/** One of a process's three standard streams. */
public enum StdStream {
    STDIN,
    STDOUT,
    STDERR;

    /** The word used on the wire's edges: JSON, audit, messages. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<StdStream> of(String code) {
        for (StdStream each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
