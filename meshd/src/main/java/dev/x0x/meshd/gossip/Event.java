// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen to a node. */
public sealed interface Event {
    /** The first event. */
    record Started(Hint self, List<Endpoint> bootstrap, List<Hint> cached) implements Event {}

    /** Our own addresses changed. */
    record SelfChanged(Hint self) implements Event {}

    /** A link is up; {@code records} are those of the peer's Hello, verified. */
    record LinkUp(Hint hint, Endpoint remote, boolean weDialled, List<SignedRecord> records)
            implements Event {}

    /** A link is down. */
    record LinkDown(MachineId peer) implements Event {}

    /** The round trip was measured. */
    record LinkMeasured(MachineId peer, Duration rtt) implements Event {}

    /** An echo is overdue, or came after all (MESH.md row 5). */
    record LinkSuspect(MachineId peer, boolean suspect) implements Event {}

    /** A {@code Forward} found no room on its link: the frame did not leave. */
    record LinkRefused(MachineId peer, CarrierHead head) implements Event {}

    /** A link that refused has room again. */
    record LinkWritable(MachineId peer) implements Event {}

    /** A dial came to nothing. */
    record DialFailed(Target target) implements Event {}

    /** An overlay frame of this many bytes came in. */
    record Heard(MachineId from, OverlayFrame frame, int bytes) implements Event {}

    /** Bytes came in that are no frame. */
    record Malformed(MachineId from) implements Event {}

    /** A carrier frame came in; {@code custodyOf} is a custody ack's body, else empty. */
    record Arrived(MachineId from, CarrierHead head, byte[] frame, byte[] custodyOf)
            implements Event {}

    /** A carrier frame of our own; see {@code UnicastEvent.Post}. */
    record Post(CarrierHead head, byte[] frame, int attempt) implements Event {}

    /** An end-to-end acknowledgement from this machine came, or failed to. */
    record Acknowledged(MachineId destination, boolean arrived) implements Event {}

    /** A signature was checked. */
    record Verified(long ticket, boolean genuine) implements Event {}

    /** A new record of our own. */
    record Publish(SignedRecord record) implements Event {}

    /** A verified record from disk or a card. */
    record Known(SignedRecord record) implements Event {}

    /** It is time for our heartbeat of this slot. */
    record Beat(int slot, long chain, byte[] link) implements Event {}

    /** Find the newest record of this key. */
    record Seek(SignedRecord.Key key) implements Event {}

    /** The machines of the operator's trusted contacts; see {@code MembershipEvent.Trusted}. */
    record Trusted(Set<MachineId> machines) implements Event {
        /** Copies the set. */
        public Trusted {
            machines = Set.copyOf(machines);
        }
    }

    /** A time that was asked for has come. */
    record Wake() implements Event {}

    /** The machine slept, or the wall clock jumped. */
    record Resumed() implements Event {}
}
