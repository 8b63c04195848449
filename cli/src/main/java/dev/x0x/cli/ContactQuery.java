// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.Outline;
import dev.x0x.cli.print.Pages;

import java.io.IOException;
import java.util.Optional;

/** Contacts and trust. */
sealed interface ContactQuery extends Query {
    /** {@code x0x contacts}. */
    record All() implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.contacts();
        }

        @Override
        public String page(Json answer) {
            return Pages.contacts(answer);
        }
    }

    /** {@code x0x contacts add}. */
    record Add(String agent, String level, Optional<String> label) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.addContact(agent, level, label);
        }

        @Override
        public String page(Json answer) {
            return "added, trust " + level;
        }
    }

    /** {@code x0x contacts update}. */
    record Update(String agent, Optional<String> level, Optional<String> type)
            implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.changeContact(Names.resolve(agent, daemon), level, type);
        }

        @Override
        public String page(Json answer) {
            return "changed";
        }
    }

    /** {@code x0x contacts remove}. */
    record Remove(String agent) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.removeContact(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return "removed";
        }
    }

    /** {@code x0x contacts revoke}. */
    record Revoke(String agent, String reason) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.revoke(Names.resolve(agent, daemon), reason);
        }

        @Override
        public String page(Json answer) {
            return "revoked";
        }
    }

    /** {@code x0x contacts revocations}. */
    record Revocations(String agent) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.revocations(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return Pages.revocations(answer);
        }
    }

    /** {@code x0x trust set}. */
    record SetTrust(String agent, String level) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.setTrust(Names.resolve(agent, daemon), level);
        }

        @Override
        public String page(Json answer) {
            return "trust " + level;
        }
    }

    /** {@code x0x trust evaluate}. */
    record Evaluate(String agent, String machine) implements ContactQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.evaluate(Names.resolve(agent, daemon), machine);
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }
}
