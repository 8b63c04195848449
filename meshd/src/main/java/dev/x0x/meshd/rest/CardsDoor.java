// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;

import java.io.IOException;
import java.util.Optional;

/** Cards: our own, and other people's. */
public interface CardsDoor {
    /**
     * Our own signed card.
     *
     * @param displayName what to be called on it; empty: what the daemon is called
     * @param localAddresses whether addresses that only mean something nearby belong on it
     */
    OwnCard own(Optional<String> displayName, boolean localAddresses);

    /**
     * Stores a card's owner as a contact and its machine, address and keys beside it.
     *
     * @param link {@code x0x://agent/…}, or the base64url alone
     * @throws RefusedException the card is not readable, not signed, or signed by someone else; or
     *     older than the one we have
     */
    Imported importCard(String link, TrustLevel level) throws RefusedException, IOException;

    /** Tries for a direct link to the agent's machine, for at most a minute. */
    Connected connect(AgentId agent) throws InterruptedException;

    /**
     * A card and its link.
     *
     * @param json the card object, compact, exactly as the link carries it
     */
    record OwnCard(String link, String json) {}

    /** What an import did. */
    record Imported(
            AgentId agent,
            String displayName,
            TrustLevel level,
            boolean trustChangeIgnored,
            int groups,
            int stores) {}

    /** How a try for a direct link went, and to which address. */
    record Connected(ConnectOutcome outcome, Optional<String> address) {}

    /** The field's words for it, in {@link #word}. */
    enum ConnectOutcome {
        DIRECT("Direct", true),
        COORDINATED("Coordinated", true),
        ALREADY_CONNECTED("AlreadyConnected", true),
        UNREACHABLE("Unreachable", false),
        NOT_FOUND("NotFound", false);

        private final String word;
        private final boolean linked;

        ConnectOutcome(String word, boolean linked) {
            this.word = word;
            this.linked = linked;
        }

        String word() {
            return word;
        }

        boolean linked() {
            return linked;
        }
    }
}
