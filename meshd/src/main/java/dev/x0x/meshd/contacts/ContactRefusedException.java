// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import java.util.Locale;

/** The operator asked for something that contacts cannot be. Nothing was changed. */
public final class ContactRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The agent was revoked here, and that is for good. */
        AGENT_REVOKED,
        /** Pinned without a pinned machine would lock everybody out. */
        NO_PINNED_MACHINE,
        /** Not a name for a contact or a machine. */
        BAD_LABEL,
        /** Not a reason for a revocation. */
        BAD_REASON;

        /** For programs, lower-case. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    ContactRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why; the message says it for people, with what to do instead. */
    public Reason reason() {
        return reason;
    }
}
