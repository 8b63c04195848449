// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.SignedRecord;

/** A verified record in the store, and what it has shown of its machine's life. */
final class Stored {
    final SignedRecord record;
    final int hops;

    /** Since when we have known any record of this key, uptime. */
    final long since;

    /** Of a chain: the newest link shown, or none if that is null. */
    byte[] link;

    int slot;

    /** Who brought that link first; nobody for our own. */
    Neighbour beatBy;

    /** When the newest sign of life here was given, by the machine's own clock; Unix ms. */
    long fresh = Long.MIN_VALUE;

    /** The neighbours that have brought that sign, by index. */
    private long broughtBy;

    Stored(SignedRecord record, int hops, long since) {
        this.record = record;
        this.hops = hops;
        this.since = since;
    }

    void signOfLife(long freshness, int index) {
        fresh = freshness;
        broughtBy = bit(index);
    }

    /** False if it has brought this sign before, or is beyond the 64 that are told apart. */
    boolean broughtToo(int index) {
        long bit = bit(index);
        boolean fresh = (broughtBy & bit) == 0 && bit != 0;
        broughtBy |= bit;
        return fresh;
    }

    private static long bit(int index) {
        return index < Long.SIZE ? 1L << index : 0;
    }
}
