// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.List;

/** A record at the verifiers. */
final class Pending {
    final long ticket;
    final SignedRecord record;
    final Neighbour from;
    final int hops;

    /** Who else brought it meanwhile. */
    final List<Neighbour> also = new ArrayList<>(0);

    /** Came as the tree brings things, not by a digest, a search or straight from its origin. */
    boolean onTree;

    /** Came straight from its origin, which sent it to all, on a link that is not eager. */
    boolean aside;

    /** Was asked for, here or before: it came to the tree in more places than one. */
    boolean mended;

    /** The peer holds the link to be eager and we do not. */
    boolean promote;

    /** Of the search that it answers. */
    Long nonce;

    /** A heartbeat of this chain that came while we could not check it. */
    BroadcastFrame.Heartbeat beat;

    Pending(long ticket, SignedRecord record, Neighbour from, int hops) {
        this.ticket = ticket;
        this.record = record;
        this.from = from;
        this.hops = hops;
    }
}
