// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.RecordId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Ids that we were told of and whose records have not come: whom to ask when, and who did not keep
 * the promise that an IHAVE is (rows 25, 35, 38).
 */
final class Repair {
    private static final int MOST_HOLDERS = 8; // own choice
    private static final int MOST_TRIES = 6; // own choice
    private static final long GRID = 50; // ms; so that many are asked for in one frame

    private static final class Missing {
        final RecordId id;
        final long since;
        final long until;

        /** Told by a digest: of the past, so asked for at once and without changing the tree. */
        final boolean wanted;

        final List<Neighbour> holders = new ArrayList<>(2);
        int next;
        int tries;
        Neighbour asked;
        boolean came;

        Missing(RecordId id, long since, long until, boolean wanted) {
            this.id = id;
            this.since = since;
            this.until = until;
            this.wanted = wanted;
        }
    }

    private final BroadcastSettings.Tree settings;
    private final RandomGenerator random;
    private final Tree tree;
    private final Standings standings;
    private final Timers timers;
    private final Tally tally;
    private final Map<RecordId, Missing> missing = new HashMap<>();
    private final LinkedHashMap<Neighbour, List<RecordId>> grafts = new LinkedHashMap<>();
    private final LinkedHashMap<Neighbour, List<RecordId>> wants = new LinkedHashMap<>();

    Repair(
            BroadcastSettings.Tree settings,
            RandomGenerator random,
            Tree tree,
            Standings standings,
            Timers timers,
            Tally tally) {
        this.settings = settings;
        this.random = random;
        this.tree = tree;
        this.standings = standings;
        this.timers = timers;
        this.tally = tally;
    }

    /** The link says that it has a record that we do not know. */
    void told(Neighbour link, RecordId id, boolean digest, Turn turn) {
        Missing entry = missing.get(id);
        if (entry == null) {
            if (link.missing >= settings.missing() || missing.size() >= settings.missingTotal()) {
                tally.overQuota++;
                return;
            }
            entry = new Missing(id, turn.now, turn.now + settings.missingExpiry(), digest);
            missing.put(id, entry);
            hold(entry, link);
            if (digest) {
                ask(entry, turn);
            } else {
                Missing told = entry;
                // Not all at once: one of a part that was cut off asks, and its tree does the rest.
                long t1 = settings.t1() + random.nextLong(settings.t1Spread() + 1);
                timers.at(grid(turn.now + t1), later -> ask(told, later));
            }
        } else if (!entry.holders.contains(link) && entry.holders.size() < MOST_HOLDERS) {
            hold(entry, link);
        }
    }

    /** Whether the record was asked for because of a digest. */
    boolean wanted(RecordId id) {
        Missing entry = missing.get(id);
        return entry != null && entry.wanted;
    }

    /** Whether this link was asked for the record. */
    boolean askedOf(RecordId id, Neighbour link) {
        Missing entry = missing.get(id);
        return entry != null && entry.asked == link;
    }

    /** The bytes came, whether or not we had room for them: the promise is kept. */
    void came(RecordId id) {
        Missing entry = missing.get(id);
        if (entry != null) {
            entry.came = true;
        }
    }

    /** Who said first to have something, and when. */
    record Word(Neighbour from, long at) {}

    /** The first word of it by a neighbour that still is one; null if there is none. */
    Word firstWord(RecordId id) {
        Missing entry = missing.get(id);
        return entry == null || !entry.holders.getFirst().up
                ? null
                : new Word(entry.holders.getFirst(), entry.since);
    }

    /** Who said to have it. */
    List<Neighbour> holders(RecordId id) {
        Missing entry = missing.get(id);
        return entry == null ? List.of() : entry.holders;
    }

    /** No longer missing. */
    void settled(RecordId id) {
        Missing entry = missing.remove(id);
        if (entry != null) {
            entry.holders.forEach(link -> link.missing--);
        }
    }

    int size() {
        return missing.size();
    }

    /** After a sleep nothing that was promised counts. */
    void clear() {
        List.copyOf(missing.keySet()).forEach(this::settled);
        grafts.clear();
        wants.clear();
    }

    /** Sends what has been gathered in this turn. */
    void flush(Turn turn) {
        if (grafts.isEmpty() && wants.isEmpty()) {
            return;
        }
        grafts.forEach((link, ids) -> send(link, ids, true, turn));
        wants.forEach((link, ids) -> send(link, ids, false, turn));
        grafts.clear();
        wants.clear();
    }

    private void send(Neighbour link, List<RecordId> ids, boolean graft, Turn turn) {
        for (int from = 0; from < ids.size(); from += settings.lazyBatch()) {
            List<RecordId> some =
                    List.copyOf(
                            ids.subList(from, Math.min(ids.size(), from + settings.lazyBatch())));
            tree.ask(link, some, graft, turn);
            long patience = graft ? settings.promise() : settings.wantPatience();
            timers.at(turn.now + patience, later -> check(link, some, later));
        }
    }

    /** One broken promise for what was asked in one frame, however much of it is missing. */
    private void check(Neighbour link, List<RecordId> ids, Turn turn) {
        if (!link.up || link.suspect) {
            return;
        }
        for (RecordId id : ids) {
            Missing entry = missing.get(id);
            if (entry != null && !entry.came && entry.holders.contains(link)) {
                tally.brokenPromises++;
                standings.misbehaved(link.standing, 1, "announces what it does not send", turn);
                tree.dropNegative(turn);
                return;
            }
        }
    }

    private void ask(Missing entry, Turn turn) {
        if (missing.get(entry.id) != entry) {
            return;
        }
        Neighbour holder = nextHolder(entry);
        if (holder == null || turn.now >= entry.until || entry.tries >= MOST_TRIES) {
            settled(entry.id);
            return;
        }
        entry.tries++;
        entry.asked = holder;
        entry.came = false;
        (entry.wanted ? wants : grafts)
                .computeIfAbsent(holder, link -> new ArrayList<>())
                .add(entry.id);
        long again =
                entry.wanted
                        ? settings.wantPatience() + GRID
                        : Math.max(settings.t2(), 3 * holder.rttMs);
        // the last holder is given the time that breaks a promise
        boolean last = entry.next >= entry.holders.size();
        long wait = last ? Math.max(again, settings.promise() + GRID) : again;
        timers.at(grid(turn.now + wait), later -> ask(entry, later));
    }

    private static Neighbour nextHolder(Missing entry) {
        int count = entry.holders.size();
        for (int i = 0; i < count; i++) {
            if (entry.next >= count) {
                entry.next = 0;
            }
            Neighbour holder = entry.holders.get(entry.next++);
            if (holder.askable()) {
                return holder;
            }
        }
        return null;
    }

    private static void hold(Missing entry, Neighbour link) {
        entry.holders.add(link);
        link.missing++;
    }

    private static long grid(long time) {
        return (time + GRID - 1) / GRID * GRID;
    }
}
