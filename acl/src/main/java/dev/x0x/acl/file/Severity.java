// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.util.Locale;

/** What a {@link Finding} does to the start of the daemon. */
public enum Severity {
    /** Nothing starts. */
    ERROR,
    /** It starts; a person should look. */
    WARNING,
    /** Worth knowing. */
    NOTICE;

    /** The word used in text and JSON. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
