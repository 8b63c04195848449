// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.RecordId;

/**
 * How many records are under way at once, and which of them may cut the tree.
 *
 * <p>Plumtree cuts a circle of eager links where a record meets itself. Two records under way at
 * once can cut one circle in two places, and then the tree is in two parts until an IHAVE mends it;
 * with several a second it never came to rest (measured: 300 nodes, 3 records a second, parts of 12
 * nodes). So of n records under way about one may cut, and every node picks the same one.
 */
final class Traffic {
    private static final long WINDOW = 4_000; // ms
    private static final long CROSSING = 2_000; // ms; a record has passed everyone by then
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L; // 2^64 / golden ratio

    private long since;
    private int count;
    private int before;

    /** A new record came. */
    void came(long now) {
        roll(now);
        count++;
    }

    /** Whether meeting this record twice may cut the tree. */
    boolean mayCut(RecordId id, long now) {
        roll(now);
        double rate = (before + count) / (double) (WINDOW + now - since);
        int underWay = (int) (rate * CROSSING);
        int oneOf = underWay > 1 ? 2 * Integer.highestOneBit(underWay) : 1;
        long mixed = (id.high() ^ id.low()) * MIX;
        return ((mixed >>> 40) & (oneOf - 1)) == 0;
    }

    private void roll(long now) {
        if (now - since >= 2 * WINDOW) {
            since = now;
            before = 0;
            count = 0;
        } else if (now - since >= WINDOW) {
            since += WINDOW;
            before = count;
            count = 0;
        }
    }
}
