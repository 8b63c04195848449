// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.Card;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The cards that the operator imported, each whole in a file of its own. One writer at a time. */
final class CardStore {
    static final int MOST = 16_384; // a guess: more contacts than one operator has

    private final Path directory;
    private final Map<AgentId, Card> cards = new ConcurrentHashMap<>();

    private CardStore(Path directory) {
        this.directory = directory;
    }

    /** Reads all cards; what cannot be read or believed is left where it is, and named. */
    static CardStore open(Path directory, Collection<String> problems) throws IOException {
        var store = new CardStore(directory);
        for (Path file : StoredFiles.of(directory, MOST)) {
            try {
                Card card = Card.openJson(StoredFiles.read(file));
                if (!file.equals(store.file(card.agent()))) {
                    problems.add("card file `" + file + "` holds the card of " + card.agent());
                } else {
                    store.cards.put(card.agent(), card);
                }
            } catch (MalformedException | IOException e) {
                problems.add("card file `" + file + "` is not used: " + e.getMessage());
            }
        }
        return store;
    }

    Optional<Card> find(AgentId agent) {
        return Optional.ofNullable(cards.get(agent));
    }

    Collection<Card> all() {
        return cards.values();
    }

    /** Keeps the card in place of the agent's earlier one; if that fails, nothing has changed. */
    void put(Card card) throws CardRefusedException, IOException {
        Card there = cards.get(card.agent());
        if (there != null && card.olderThan(there)) {
            throw new CardRefusedException(
                    CardRefusedException.Reason.OLDER_CARD,
                    "a later card of " + card.agent() + " is stored; ask for a new one");
        }
        if (there == null && cards.size() >= MOST) {
            throw new CardRefusedException(
                    CardRefusedException.Reason.TOO_MANY_CARDS,
                    MOST + " cards are stored; remove a contact first");
        }
        AtomicFile.createDirectory(directory);
        AtomicFile.write(file(card.agent()), card.json().getBytes(UTF_8), AtomicFile.OWNER);
        cards.put(card.agent(), card);
    }

    void remove(AgentId agent) throws IOException {
        Files.deleteIfExists(file(agent));
        cards.remove(agent);
    }

    private Path file(AgentId agent) {
        return directory.resolve(agent.hex() + ".json");
    }
}
