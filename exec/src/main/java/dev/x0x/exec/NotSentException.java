// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

/** A message that never left this daemon; the text says why and what to do. */
public final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the reason, for a person. */
    public NotSentException(String why) {
        super(why);
    }
}
