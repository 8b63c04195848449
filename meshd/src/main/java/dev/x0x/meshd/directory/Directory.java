// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The address book and the key book of this daemon. Questions may be asked from any thread and
 * never wait; what changes something may wait for the disk.
 */
public final class Directory {
    private static final long CARD_SKEW_SECONDS = 300; // as for adverts, PROTOCOL.md §5.4

    private final InstantSource clock;
    private final CardStore cards;
    private final AdvertFiles files;
    private final KeyBook keys;
    private final List<String> problems;

    private Directory(
            InstantSource clock, CardStore cards, AdvertFiles files, List<String> problems) {
        this.clock = clock;
        this.cards = cards;
        this.files = files;
        this.keys = new KeyBook();
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads {@code cards/} and {@code adverts/} in the data directory; that they are missing is no
     * fault.
     *
     * @throws IOException if one of them cannot be listed
     */
    public static Directory open(Path dataDirectory, InstantSource clock) throws IOException {
        var problems = new ArrayList<String>();
        CardStore cards = CardStore.open(dataDirectory.resolve("cards"), problems);
        var files = new AdvertFiles(dataDirectory.resolve("adverts"));
        Collection<Advertised> said = files.load(KeyBook.MOST_KEPT, problems);
        var directory = new Directory(clock, cards, files, problems);
        cards.all().forEach(directory::takeKey);
        said.forEach(directory.keys::restore);
        return directory;
    }

    /**
     * Files that were left out when we started, and why; a new card takes the place of a bad one.
     */
    public List<String> problems() {
        return problems;
    }

    /**
     * Keeps a card whole. The operator's doing: the key on it counts, unless the machine itself has
     * said another one since the card was made.
     *
     * @throws CardRefusedException if a later one is stored, or it cannot be taken
     * @throws IOException if it could not be written: nothing has changed
     */
    public synchronized void importCard(Card card) throws CardRefusedException, IOException {
        long latest = clock.instant().getEpochSecond() + CARD_SKEW_SECONDS;
        if (Long.compareUnsigned(card.createdAt(), latest) > 0) {
            throw new CardRefusedException(
                    CardRefusedException.Reason.CARD_FROM_THE_FUTURE,
                    "the card says it was made at "
                            + Long.toUnsignedString(card.createdAt())
                            + ", which is yet to come; compare the clocks of both machines");
        }
        cards.put(card);
        takeKey(card);
    }

    private void takeKey(Card card) {
        Optional<byte[]> key =
                card.capabilities()
                        .filter(DmCapabilities::usable)
                        .map(DmCapabilities::kemPublicKey);
        if (card.machine().isPresent() && key.isPresent()) {
            var pair = new Pair(card.agent(), card.machine().get());
            keys.byCard(pair, key.get(), card.createdAt() * 1000);
        }
    }

    /** The agent's card. */
    public Optional<Card> card(AgentId agent) {
        return cards.find(agent);
    }

    /** The machine on the agent's card. */
    public Optional<MachineId> cardMachine(AgentId agent) {
        return cards.find(agent).flatMap(Card::machine);
    }

    /** The key to seal to for this agent on this machine. */
    public Optional<byte[]> kemKey(AgentId agent, MachineId machine) {
        return keys.find(new Pair(agent, machine)).map(entry -> entry.kemPublicKey().clone());
    }

    /**
     * Takes what a peer said of itself.
     *
     * @param keep whether to remember it over a restart: what contacts say, not what strangers say
     * @throws IOException if it could not be written; it counts until the restart all the same
     */
    public synchronized Learning learn(Advertised said, boolean keep) throws IOException {
        if (!said.advert().capabilities().usable()) {
            return Learning.NO_KEY;
        }
        if (!said.freshAt(clock.instant())) {
            return Learning.NOT_FRESH;
        }
        Optional<Entry> before = keys.find(said.pair());
        Learning learning = keys.learn(said, keep);
        Optional<Entry> after = keys.find(said.pair());
        for (Pair gone : keys.takeForgotten()) {
            files.remove(gone);
        }
        if (keep && after.isPresent() && worthWriting(before, after.get())) {
            files.save(after.get().said().orElseThrow());
        }
        return learning;
    }

    /** A word that only repeats what is on disk is not written again. */
    private static boolean worthWriting(Optional<Entry> before, Entry after) {
        if (after.said().isEmpty() || before.equals(Optional.of(after))) {
            return false;
        }
        return before.isEmpty()
                || !before.get().kept()
                || before.get().said().isEmpty()
                || !after.said().get().sameKey(before.get().kemPublicKey())
                || !after.said().get().addresses().equals(before.get().said().get().addresses());
    }

    /** Keys that wait for the operator. */
    public List<PendingKey> pending() {
        return keys.all().stream()
                .flatMap(entry -> entry.pending().stream())
                .map(
                        said ->
                                new PendingKey(
                                        said.pair(),
                                        said.advert().capabilities().kemPublicKey(),
                                        Instant.ofEpochMilli(said.advert().createdMillis())))
                .toList();
    }

    /**
     * Lets the waiting key of this pair count.
     *
     * @return false if none waits
     * @throws IOException if it could not be written; it counts until the restart all the same
     */
    public synchronized boolean acceptPending(AgentId agent, MachineId machine) throws IOException {
        Optional<Entry> now = keys.acceptPending(new Pair(agent, machine));
        if (now.isPresent() && now.get().kept()) {
            files.save(now.get().said().orElseThrow());
        }
        return now.isPresent();
    }

    /** Where to dial a machine: what cards say first, then what it said itself (DECISIONS B5). */
    public List<Endpoint> addresses(MachineId machine) {
        SequencedSet<Endpoint> addresses = new LinkedHashSet<>(cardAddresses(machine));
        keys.all().stream()
                .filter(entry -> entry.pair().machine().equals(machine))
                .flatMap(entry -> entry.said().stream())
                .forEach(said -> addresses.addAll(said.addresses()));
        return List.copyOf(addresses);
    }

    /** Where the cards of its agents say that it can be dialled. */
    public List<Endpoint> cardAddresses(MachineId machine) {
        return cards.all().stream()
                .filter(card -> card.machine().equals(Optional.of(machine)))
                .flatMap(card -> card.addresses().stream())
                .distinct()
                .toList();
    }

    /**
     * Whether this counts as a machine of this agent (DECISIONS B1): by card, or because both say
     * so now. A pin counts too; that is for {@code contacts} to say.
     */
    public boolean runsOn(AgentId agent, MachineId machine) {
        return cardMachine(agent).equals(Optional.of(machine))
                || keys.find(new Pair(agent, machine))
                        .flatMap(Entry::said)
                        .filter(said -> said.announcement().isPresent())
                        .map(said -> said.freshAt(clock.instant()))
                        .orElse(false);
    }

    /** Every agent on a machine of which we have a key or a card, by id. */
    public List<Pair> pairs() {
        SequencedSet<Pair> pairs = new LinkedHashSet<>();
        for (Card card : cards.all()) {
            card.machine().ifPresent(machine -> pairs.add(new Pair(card.agent(), machine)));
        }
        keys.all().forEach(entry -> pairs.add(entry.pair()));
        return pairs.stream()
                .sorted(Comparator.comparing(Pair::agent).thenComparing(Pair::machine))
                .toList();
    }

    /** Every machine for which we have a key of this agent. */
    public List<MachineId> machinesOf(AgentId agent) {
        return keys.all().stream()
                .map(Entry::pair)
                .filter(pair -> pair.agent().equals(agent))
                .map(Pair::machine)
                .sorted()
                .toList();
    }

    /**
     * Forgets the agent: its card, its keys and what it said.
     *
     * @throws IOException if a file could not be removed
     */
    public synchronized void forget(AgentId agent) throws IOException {
        cards.remove(agent);
        for (MachineId machine : machinesOf(agent)) {
            var pair = new Pair(agent, machine);
            files.remove(pair);
            keys.remove(pair);
        }
    }
}
