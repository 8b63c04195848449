// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

/** A message that never left; the text says why and what to do. */
public final class NotPostedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    NotPostedException(String code, String why) {
        super(why);
        this.code = code;
    }

    /** The reason as a word for scripts (REFERENCE.md §7.6). */
    public String code() {
        return code;
    }
}
