// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

/** No link came up. Carries no stack trace: it is an expected answer. */
public final class DialException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DownCause why;

    /**
     * A failed dial.
     *
     * @param why the cause, from the closed list
     * @param message for a person
     */
    public DialException(DownCause why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    /** The cause, from the closed list. */
    public DownCause why() {
        return why;
    }
}
