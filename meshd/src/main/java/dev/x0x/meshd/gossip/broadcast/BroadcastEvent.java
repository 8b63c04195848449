// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.Optional;

/** What happens to a node, as far as broadcast cares. */
public sealed interface BroadcastEvent {
    /** A neighbour to gossip with. */
    record NeighbourUp(MachineId peer) implements BroadcastEvent {}

    /** No longer one. */
    record NeighbourDown(MachineId peer) implements BroadcastEvent {}

    /** A linked machine said something; that it is a neighbour is for broadcast to check. */
    record Heard(MachineId from, BroadcastFrame frame, int bytes) implements BroadcastEvent {}

    /** The link's round trip was measured. */
    record Measured(MachineId peer, Duration rtt) implements BroadcastEvent {}

    /** Data has been outstanding too long, or no longer is (MESH.md row 5). */
    record Suspect(MachineId peer, boolean suspect) implements BroadcastEvent {}

    /** The answer to {@link BroadcastEffect.Verify}. */
    record Verified(long ticket, boolean genuine) implements BroadcastEvent {}

    /** A record of our own, signed by us. */
    record Publish(SignedRecord record) implements BroadcastEvent {}

    /** A verified record that came by another way: Hello, card, disk. Kept and served, not sent. */
    record Known(SignedRecord record) implements BroadcastEvent {}

    /**
     * The highest version of this key before the restart, where the record itself was not kept:
     * nothing up to it is news (MESH.md §6, replay after restart). Must come before the first
     * neighbour. An expired record as {@link Known} does the same.
     */
    record Floor(SignedRecord.Key key, long version) implements BroadcastEvent {}

    /** Our heartbeat for this slot. */
    record Beat(BroadcastFrame.Heartbeat heartbeat) implements BroadcastEvent {}

    /** Who has the newest record of this key? Answered by {@code Found} or {@code NotFound}. */
    record Seek(SignedRecord.Key key, Optional<MachineId> first) implements BroadcastEvent {}

    /** The peer did what no honest one does, as another machine or the driver saw it (P7). */
    record Misbehaved(MachineId peer, String what) implements BroadcastEvent {}

    /** A time we asked for has come. */
    record Wake() implements BroadcastEvent {}

    /** The machine slept or the clocks jumped. */
    record Resumed() implements BroadcastEvent {}
}
