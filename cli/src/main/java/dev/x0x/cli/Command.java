// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.print.ClosedOutputException;

import java.io.IOException;

/** What was asked for, read and checked; running it is all that is left. */
sealed interface Command
        permits Query,
                Exec,
                DirectEvents,
                AuditShow,
                AuditVerify,
                Start,
                Stop,
                Doctor,
                CompletionScript {
    /**
     * Does it.
     *
     * @return the exit code
     * @throws IOException the connection to the daemon was lost
     */
    int run(Surroundings here)
            throws DaemonException, LocalException, ClosedOutputException, IOException;
}
