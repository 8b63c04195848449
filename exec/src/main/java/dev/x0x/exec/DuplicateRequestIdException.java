// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.RequestId;

/**
 * A request id that is in use, or was used within 24 hours, toward the same pair (DECISIONS B4).
 */
public final class DuplicateRequestIdException extends Exception {
    private static final long serialVersionUID = 1L;

    /** For this id. */
    public DuplicateRequestIdException(RequestId id) {
        super(
                "request id "
                        + id
                        + " was already used toward this agent and machine; leave it out for a"
                        + " fresh one");
    }
}
