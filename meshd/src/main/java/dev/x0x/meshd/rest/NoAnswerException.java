// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.RequestId;

/** A command was sent and no end came in time: whether it ran, and how it ended, is not known. */
public final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient RequestId requestId;

    /** For this request. */
    public NoAnswerException(RequestId requestId) {
        super("exec request timed out waiting for remote exit", null, false, false);
        this.requestId = requestId;
    }

    RequestId requestId() {
        return requestId;
    }
}
