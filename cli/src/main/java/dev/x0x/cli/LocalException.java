// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

/** Nothing was asked, for a reason on this side: a file, a name that means nobody, a program. */
final class LocalException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a sentence for people, and on a line of its own what to do. */
    LocalException(String message) {
        super(message, null, false, false);
    }
}
