// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.RecordId;

import java.util.LinkedHashMap;

/**
 * The ids of the last ten minutes (row 30). A quota for each origin is not counted here: an id gets
 * in once it was verified and its origin's bucket had room, which is 1,210 in ten minutes and so
 * below the 4,096 of row 30. Bad ids have a small place of their own.
 */
final class Seen {
    private static final int MOST_BAD = 4_096;

    /** How an id came first. */
    static final class Arrival {
        final long at;

        /** Whether an eager link brought it, so that the tree has carried it on from here. */
        boolean onTree;

        /** Whether it was asked for on its way: meeting it again is no circle. */
        boolean mended;

        /** By whom; nobody if it was our own or came another way. */
        final Neighbour by;

        Arrival(long at, boolean onTree, Neighbour by) {
            this.at = at;
            this.onTree = onTree;
            this.by = by;
        }
    }

    private final BroadcastSettings.Store settings;
    private final LinkedHashMap<RecordId, Arrival> arrivals = new LinkedHashMap<>();
    private final LinkedHashMap<RecordId, Boolean> bad = new LinkedHashMap<>();

    Seen(BroadcastSettings.Store settings) {
        this.settings = settings;
    }

    Arrival get(RecordId id) {
        return arrivals.get(id);
    }

    boolean bad(RecordId id) {
        return bad.containsKey(id);
    }

    /** Came by a neighbour, and was verified. */
    void add(Pending entry, boolean onTree, long now) {
        var arrival = new Arrival(now, onTree, entry.from);
        arrival.mended = entry.mended;
        arrivals.putIfAbsent(entry.record.id(), arrival);
        trim(now);
    }

    /** Our own, or known in another way. */
    void add(RecordId id, long now) {
        arrivals.putIfAbsent(id, new Arrival(now, true, null));
        trim(now);
    }

    void addBad(RecordId id) {
        bad.put(id, true);
        if (bad.size() > MOST_BAD) {
            bad.pollFirstEntry();
        }
    }

    void trim(long now) {
        while (!arrivals.isEmpty()
                && (arrivals.size() > settings.seenIds()
                        || now - arrivals.firstEntry().getValue().at > settings.seen())) {
            arrivals.pollFirstEntry();
        }
    }

    int size() {
        return arrivals.size() + bad.size();
    }
}
