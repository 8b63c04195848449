// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

/** Nothing was asked: there is no daemon to ask, or no token to ask it with. */
public final class UnreachableException extends DaemonException {
    private static final long serialVersionUID = 1;

    /** With a sentence for people, and on a line of its own what to do. */
    public UnreachableException(String message) {
        super(message);
    }
}
