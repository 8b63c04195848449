// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

/** Whoever read our output has stopped reading, as {@code head} does. */
public final class ClosedOutputException extends Exception {
    private static final long serialVersionUID = 1;

    ClosedOutputException() {
        super("nobody reads the output any more", null, false, false);
    }
}
