// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

/** What was typed makes no sense: exit code 2. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a sentence for people, and on a line of its own what to type. */
    UsageException(String message) {
        super(message, null, false, false);
    }
}
