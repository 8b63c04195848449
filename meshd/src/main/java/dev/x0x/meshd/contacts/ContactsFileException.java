// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

/** The contact file stops the start. It has not been touched. */
public final class ContactsFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    ContactsFileException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do. */
    public String hint() {
        return hint;
    }
}
