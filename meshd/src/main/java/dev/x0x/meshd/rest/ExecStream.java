// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;

import java.io.IOException;

/**
 * What a running command says, as it says it. Any method may block: that is back-pressure, and
 * reaches the remote command. One that throws has nobody to tell any more.
 */
public interface ExecStream {
    /** The request has its id and is on its way; first, and once. */
    void accepted(RequestId id) throws IOException;

    /** The remote child runs. */
    void started(int pid) throws IOException;

    /**
     * The next bytes of one stream, complete and in order.
     *
     * @param bytes given over, not copied
     */
    void output(StdStream stream, byte[] bytes) throws IOException;

    /** A warning, in the order they were given. */
    void warning(WarningKind kind, String message) throws IOException;
}
