// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

/** The daemon did not do what was asked. */
public abstract sealed class DaemonException extends Exception
        permits UnreachableException, RefusedException {
    private static final long serialVersionUID = 1;

    DaemonException(String message) {
        super(message, null, false, false);
    }
}
