// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.Outline;
import dev.x0x.cli.print.Pages;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Machines of a contact. */
sealed interface MachineQuery extends Query {
    /** {@code x0x machines list}. */
    record All(String agent) implements MachineQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.machines(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return Pages.machines(answer);
        }
    }

    /** {@code x0x machines add}. */
    record Add(String agent, String machine, Optional<String> label, boolean pinned)
            implements MachineQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.addMachine(Names.resolve(agent, daemon), machine, label, pinned);
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x machines remove}. */
    record Remove(String agent, String machine) implements MachineQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.removeMachine(Names.resolve(agent, daemon), machine);
        }

        @Override
        public String page(Json answer) {
            return "removed";
        }
    }

    /** {@code x0x machines pin}. */
    record Pin(String agent, Optional<String> machine) implements MachineQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            String id = Names.resolve(agent, daemon);
            Json answer = daemon.pin(id, which(machine, id, daemon));
            return done(answer, "pinned");
        }

        @Override
        public String page(Json answer) {
            return "pinned";
        }
    }

    /** {@code x0x machines unpin}. */
    record Unpin(String agent, Optional<String> machine) implements MachineQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            String id = Names.resolve(agent, daemon);
            Json answer = daemon.unpin(id, which(machine, id, daemon));
            return done(answer, "unpinned");
        }

        @Override
        public String page(Json answer) {
            return "unpinned";
        }
    }

    /** The machine that was named, or the only one there is. */
    private static String which(Optional<String> named, String agent, Daemon daemon)
            throws DaemonException, LocalException, IOException {
        if (named.isPresent()) {
            return named.get();
        }
        List<Json> machines = daemon.machines(agent).get("machines").items();
        if (machines.size() != 1) {
            throw new LocalException(
                    "this contact has "
                            + machines.size()
                            + " machines\nhint: name one; x0x machines list shows them");
        }
        return machines.getFirst().get("machine_id").text().orElse("");
    }

    /** The daemon answers 200 and false for a machine that is not there. */
    private static Json done(Json answer, String word) throws LocalException {
        if (!answer.get(word).isTrue()) {
            throw new LocalException(
                    "not "
                            + word
                            + ": this contact has no such machine\nhint: x0x machines list shows"
                            + " them");
        }
        return answer;
    }
}
