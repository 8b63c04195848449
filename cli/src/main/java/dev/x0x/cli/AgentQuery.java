// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.Outline;
import dev.x0x.cli.print.Pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Who we are, who others are, and plain messages to them. */
sealed interface AgentQuery extends Query {
    /** A card is a few kilobytes. */
    int MAX_CARD = 1 << 20;

    /** A direct message is smaller still; the daemon says by how much. */
    int MAX_MESSAGE = 1 << 20;

    /** {@code x0x agent}. */
    record Agent() implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.agent();
        }

        @Override
        public String page(Json answer) {
            return Pages.agent(answer);
        }
    }

    /** {@code x0x card}. */
    record Card(Optional<String> displayName, boolean localAddresses) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.card(displayName, localAddresses);
        }

        @Override
        public String page(Json answer) {
            return Pages.card(answer);
        }
    }

    /** {@code x0x import}. The link may be where it says instead. */
    record Import(String link, String level) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.importCard(link(here), level);
        }

        private String link(Surroundings here) throws LocalException {
            if (link.equals("-") || link.startsWith("@")) {
                String source = link.equals("-") ? link : link.substring(1);
                byte[] read = Sources.read(source, here.in(), MAX_CARD);
                return new String(read, StandardCharsets.UTF_8).strip();
            }
            return link;
        }

        @Override
        public String page(Json answer) {
            return Pages.imported(answer);
        }
    }

    /** {@code x0x agents list}. */
    record Known(Optional<String> tag) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.agents(tag);
        }

        @Override
        public String page(Json answer) {
            return Pages.agents(answer);
        }
    }

    /** {@code x0x agents find}. */
    record Find(String agent) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.find(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return Pages.agents(answer);
        }
    }

    /** {@code x0x agents path}. */
    record Path(String agent) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.path(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return Pages.path(answer);
        }
    }

    /**
     * {@code x0x identity revoke}: the key is named by what it is, so that no id can be mistyped.
     */
    record GiveUp(String key, Optional<String> reason) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            String member = key + "_id";
            String id = daemon.agent().get(member).text().orElse("");
            return daemon.giveUp(member, id, reason);
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x identity revocations}. */
    record GivenUp() implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here) throws DaemonException, IOException {
            return daemon.givenUp();
        }

        @Override
        public String page(Json answer) {
            return Pages.givenUp(answer);
        }
    }

    /** {@code x0x agents connect}. */
    record Connect(String agent) implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            return daemon.connect(Names.resolve(agent, daemon));
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }

    /** {@code x0x direct send}: the text, or the file if there is no text. */
    record Send(String agent, Optional<String> text, Optional<String> file, OptionalLong ackMillis)
            implements AgentQuery {
        @Override
        public Json ask(Daemon daemon, Surroundings here)
                throws DaemonException, LocalException, IOException {
            byte[] payload =
                    text.isPresent()
                            ? text.get().getBytes(StandardCharsets.UTF_8)
                            : Sources.read(file.orElse("-"), here.in(), MAX_MESSAGE);
            return daemon.send(Names.resolve(agent, daemon), payload, ackMillis);
        }

        @Override
        public String page(Json answer) {
            return Outline.of(answer);
        }
    }
}
