// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.Locale;

/**
 * What the operator's contacts say of an agent on a machine. Only {@link #ACCEPT} runs anything.
 */
public enum TrustDecision {
    UNKNOWN,
    REJECT_BLOCKED,
    ACCEPT,
    REJECT_MACHINE_MISMATCH,
    ACCEPT_WITH_FLAG;

    /**
     * The decision on a contact, in the order of BEHAVIOUR.md §2. An agent that is no contact is
     * {@link #UNKNOWN}.
     */
    public static TrustDecision judge(
            TrustLevel level, IdentityType type, boolean thisMachinePinned) {
        if (level == TrustLevel.BLOCKED) {
            return REJECT_BLOCKED;
        }
        if (type == IdentityType.PINNED) {
            return thisMachinePinned ? ACCEPT : REJECT_MACHINE_MISMATCH;
        }
        return switch (level) {
            case TRUSTED -> ACCEPT;
            case KNOWN -> ACCEPT_WITH_FLAG;
            case UNKNOWN, BLOCKED -> UNKNOWN;
        };
    }

    /** The word used in our own logs and counters. Lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
