// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;

/**
 * Hears of a call as it goes. Called from the thread that runs the call; a slow one pushes back to
 * the remote pipe.
 */
public interface CallObserver {
    /** The other side has the request. */
    void accepted() throws InterruptedException;

    /** The command runs there. */
    void started(long pid) throws InterruptedException;

    /** The next bytes of stdout or stderr, in order, each once. */
    void output(StdStream stream, long seq, byte[] bytes) throws InterruptedException;

    /** The other side warns, each kind once. */
    void warned(WarningKind kind, String message) throws InterruptedException;
}
