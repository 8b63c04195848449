// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.Locale;
import java.util.Optional;

/** How far the operator trusts an agent (BEHAVIOUR.md §2). */
public enum TrustLevel {
    BLOCKED,
    UNKNOWN,
    KNOWN,
    TRUSTED;

    /** The word used in files and over REST. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<TrustLevel> of(String code) {
        for (TrustLevel each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
