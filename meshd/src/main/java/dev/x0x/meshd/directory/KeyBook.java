// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which key to seal to, for each agent on each machine, and when it may change (DECISIONS B1).
 * Bounded. One writer at a time, any number of readers.
 */
final class KeyBook {
    /** Pairs remembered over a restart; a guess, as the others. */
    static final int MOST_KEPT = 16_384;

    /** Pairs of strangers, so that one that just spoke can be answered. */
    static final int MOST_STRANGERS = 4_096;

    /** Machines remembered of one agent, so that one contact cannot fill the book. */
    static final int MOST_MACHINES = 16;

    private final Map<Pair, Entry> entries = new ConcurrentHashMap<>();
    private final List<Pair> forgotten = new ArrayList<>();
    private long order;

    Optional<Entry> find(Pair pair) {
        return Optional.ofNullable(entries.get(pair));
    }

    Collection<Entry> all() {
        return entries.values();
    }

    void remove(Pair pair) {
        entries.remove(pair);
    }

    /** The operator's card: its key counts unless the machine itself has spoken since. */
    void byCard(Pair pair, byte[] key, long createdMs) {
        Entry there = entries.get(pair);
        if (there == null) {
            put(new Entry(pair, key, createdMs, Optional.empty(), Optional.empty(), true, order++));
        } else if (byHearsay(there) || Long.compareUnsigned(createdMs, there.keyCreatedMs()) >= 0) {
            entries.put(pair, there.withCardKey(key, createdMs));
        }
    }

    /** What was on disk, after the cards. */
    void restore(Advertised said) {
        Entry there = entries.get(said.pair());
        if (there == null || (said.proven() && newer(said, there))) {
            put(entry(said, true));
        } else {
            put(there.saying(said, true, order++));
        }
    }

    /** Judges a fresh word with a usable key. */
    Learning learn(Advertised said, boolean keep) {
        Entry there = entries.get(said.pair());
        if (there == null) {
            put(entry(said, keep));
            return Learning.NEW;
        }
        boolean same = said.sameKey(there.kemPublicKey());
        if (said.proven() && (newer(said, there) || byHearsay(there))) {
            put(entry(said.after(there.said()), keep || there.kept()));
            return same ? Learning.SAME : Learning.CHANGED;
        }
        if (same) {
            if (said.proven() && !there.said().filter(last -> last.newerThan(said)).isPresent()) {
                put(there.saying(said.after(there.said()), keep || there.kept(), order++));
            }
            return Learning.SAME;
        }
        if (said.proven() || !newer(said, there)) {
            return Learning.OLDER;
        }
        entries.put(there.pair(), there.withPending(Optional.of(said)));
        return Learning.PENDING;
    }

    /** Makes the waiting key the key; the entry as it is then. */
    Optional<Entry> acceptPending(Pair pair) {
        Entry there = entries.get(pair);
        if (there == null || there.pending().isEmpty()) {
            return Optional.empty();
        }
        Advertised said = there.pending().get().approved().after(there.said());
        Entry now = entry(said, there.kept());
        put(now);
        return Optional.of(now);
    }

    /** Kept pairs that had to make room since the last call; their files are to go. */
    List<Pair> takeForgotten() {
        List<Pair> taken = List.copyOf(forgotten);
        forgotten.clear();
        return taken;
    }

    private Entry entry(Advertised said, boolean keep) {
        return new Entry(
                said.pair(),
                said.advert().capabilities().kemPublicKey(),
                said.advert().createdMillis(),
                Optional.of(said),
                Optional.empty(),
                keep,
                order++);
    }

    /**
     * Whether the key is not the operator's nor the machine's own word. It yields to both, whatever
     * its date: who has the agent's key alone can date it as he likes.
     */
    private static boolean byHearsay(Entry there) {
        return there.said()
                .filter(said -> !said.proven() && said.sameKey(there.kemPublicKey()))
                .isPresent();
    }

    private static boolean newer(Advertised said, Entry there) {
        return Long.compareUnsigned(said.advert().createdMillis(), there.keyCreatedMs()) > 0;
    }

    private void put(Entry entry) {
        Entry before = entries.put(entry.pair(), entry);
        if (before != null && before.kept() == entry.kept()) {
            return;
        }
        AgentId agent = entry.pair().agent();
        trim(one -> one.pair().agent().equals(agent), MOST_MACHINES);
        if (entries.size() > MOST_STRANGERS) { // below that neither share can be full
            trim(one -> one.kept() == entry.kept(), entry.kept() ? MOST_KEPT : MOST_STRANGERS);
        }
    }

    /** Forgets the eldest of these while there are too many. What a card says is not forgotten. */
    private void trim(Predicate<Entry> those, int most) {
        List<Entry> found = entries.values().stream().filter(those).toList();
        found.stream()
                .filter(one -> one.said().isPresent())
                .sorted(Comparator.comparingLong(Entry::order))
                .limit(Math.max(0, found.size() - most))
                .forEach(
                        one -> {
                            entries.remove(one.pair());
                            if (one.kept()) {
                                forgotten.add(one.pair());
                            }
                        });
    }
}
