// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;

/** What broadcast wants done, in this order. */
public sealed interface BroadcastEffect {
    /** Says something to a neighbour. */
    record Send(MachineId to, BroadcastFrame frame) implements BroadcastEffect {}

    /** Verify this record's signature; answered by {@code Verified} with the same ticket. */
    record Verify(long ticket, MachineId from, SignedRecord record) implements BroadcastEffect {}

    /**
     * A verified record, newer than any before.
     *
     * @param via the neighbour that brought it first
     */
    record Deliver(SignedRecord record, MachineId via) implements BroadcastEffect {}

    /**
     * A machine was proven alive by something fresh of its own.
     *
     * @param via the link on which it came
     * @param first whether this link brought it first: only that one may become the best next hop
     * @param freshness grows with each sign of life of this machine
     * @param hops links crossed
     */
    record Alive(MachineId machine, MachineId via, boolean first, long freshness, int hops)
            implements BroadcastEffect {}

    /** The answer to a search: it was verified. */
    record Found(SignedRecord record) implements BroadcastEffect {}

    /** Nobody answered in time. */
    record NotFound(SignedRecord.Key key) implements BroadcastEffect {}

    /** The peer's standing changed (MESH.md row 47). */
    record Scored(MachineId peer, double score, boolean prune, boolean trustedIntroducer)
            implements BroadcastEffect {}

    /**
     * The peer brought news, or word of it before we had it; said at most twice a minute. One that
     * is never useful may be there only to take up room.
     */
    record Useful(MachineId peer) implements BroadcastEffect {}

    /** The peer is beyond the pale: take its link down. */
    record CutOff(MachineId peer, String why) implements BroadcastEffect {}

    /** Wake me at this uptime, at the latest. */
    record WakeAt(Duration uptime) implements BroadcastEffect {}
}
