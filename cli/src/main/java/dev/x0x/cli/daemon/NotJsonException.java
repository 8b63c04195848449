// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.IOException;

/** An answer that should be JSON and is not. */
public final class NotJsonException extends IOException {
    private static final long serialVersionUID = 1;

    NotJsonException(String what, int at) {
        super("the answer is not JSON: " + what + " at byte " + at);
    }
}
