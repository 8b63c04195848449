// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.Outline;
import dev.x0x.cli.print.Pages;

import java.io.IOException;
import java.util.Optional;

/** How the daemon is and what it does. */
sealed interface StatusQuery extends Query {
    /** {@code x0x health}. */
    record Health() implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.health();
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x status}. */
    record Status() implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.status();
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x diagnostics}. */
    record Diagnostics(String topic) implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.diagnostics(topic);
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x peers}. */
    record Peers() implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.peers();
        }

        @Override
        public String page(Json answer) {
            return Pages.peers(answer);
        }
    }

    /** {@code x0x network status}. */
    record Network() implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.network();
        }

        @Override
        public String page(Json answer) {
            return Pages.network(answer);
        }
    }

    /** {@code x0x exec sessions}. */
    record Sessions() implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.sessions();
        }

        @Override
        public String page(Json answer) {
            return Pages.sessions(answer);
        }
    }

    /** {@code x0x exec cancel}, and {@code x0x exec <agent> --cancel}. */
    record Cancel(String requestId, Optional<String> agent) implements StatusQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.cancel(
                    requestId,
                    agent.isPresent()
                            ? Optional.of(Names.resolve(agent.get(), daemon))
                            : Optional.empty());
        }

        @Override
        public String page(Json answer) {
            return "the cancel is on its way; x0x exec sessions shows what still runs";
        }
    }
}
