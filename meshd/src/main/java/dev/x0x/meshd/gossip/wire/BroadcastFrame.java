// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.MachineId;

import java.util.List;

/** Plumtree's messages, heartbeats, and what keeps stores of records alike. */
public sealed interface BroadcastFrame extends OverlayFrame {
    /**
     * A record itself.
     *
     * @param hops how many links it has crossed, this one included
     * @param mended whether it was handed out on request somewhere on its way: it came beside the
     *     tree, or mends it, and so does not show where the tree has a circle
     */
    record Gossip(int hops, SignedRecord record, boolean mended) implements BroadcastFrame {
        /** Along the tree all the way from its origin. */
        public Gossip(int hops, SignedRecord record) {
            this(hops, record, false);
        }
    }

    /** "I have these." */
    record IHave(List<RecordId> ids) implements BroadcastFrame {}

    /** "Send me these, and from now on everything." */
    record Graft(List<RecordId> ids) implements BroadcastFrame {}

    /** "From now on only tell me what you have." */
    record Prune() implements BroadcastFrame {}

    /** What our store holds, to a new link (MESH.md row 31, DECISIONS D5). */
    record Digest(List<RecordId> ids) implements BroadcastFrame {}

    /** "Send me these", without further meaning. */
    record Want(List<RecordId> ids) implements BroadcastFrame {}

    /** Asks for the newest record about a subject. */
    record Lookup(long nonce, int ttl, SignedRecord.Key key) implements BroadcastFrame {}

    /** The answer, back along the way of the question. */
    record Found(long nonce, SignedRecord record) implements BroadcastFrame {}

    /**
     * "Still here" (DECISIONS D3).
     *
     * @param hops how many links it has crossed, this one included
     * @param chain first 8 bytes of SHA-256 of the chain record
     * @param slot i, counted from 1
     * @param link link_i, 32 bytes
     */
    record Heartbeat(int hops, MachineId origin, long chain, int slot, byte[] link)
            implements BroadcastFrame {}
}
