// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import java.util.Locale;

/** A genuine card that is not taken. Nothing was changed. */
public final class CardRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A later one of the same agent is stored (DECISIONS B1). */
        OLDER_CARD,
        /** Its date has not come; taken, it would keep every honest card away. */
        CARD_FROM_THE_FUTURE,
        /** No room for more cards. */
        TOO_MANY_CARDS;

        /** For programs, lower-case. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    CardRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why; the message says it for people. */
    public Reason reason() {
        return reason;
    }
}
