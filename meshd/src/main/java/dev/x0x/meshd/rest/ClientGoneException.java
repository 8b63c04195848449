// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.io.IOException;

/** There is nobody left to answer. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1;

    ClientGoneException(Throwable cause) {
        super("the client is gone", cause);
    }
}
