// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.Locale;
import java.util.Optional;

/** How a contact is to be recognised (BEHAVIOUR.md §2). */
public enum IdentityType {
    ANONYMOUS,
    KNOWN,
    TRUSTED,
    PINNED;

    /** The word used in files and over REST. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this {@link #code()}. */
    public static Optional<IdentityType> of(String code) {
        for (IdentityType each : values()) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
