// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.ClosedOutputException;

import java.io.IOException;

/** One question to the daemon, and how its answer reads. */
sealed interface Query extends Command permits StatusQuery, AgentQuery, ContactQuery, MachineQuery {
    /** Asks it. */
    Json ask(Daemon daemon, Surroundings here) throws DaemonException, LocalException, IOException;

    /** The answer as text. */
    String page(Json answer);

    @Override
    default int run(Surroundings here)
            throws DaemonException, LocalException, ClosedOutputException, IOException {
        Json answer = ask(here.daemon(), here);
        here.terminal().line(here.json() ? JsonWriter.pretty(answer) : page(answer));
        return ExitCode.OK;
    }
}
