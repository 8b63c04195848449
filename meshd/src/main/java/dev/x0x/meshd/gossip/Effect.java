// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;

/** What a node wants done. */
public sealed interface Effect {
    /** Says something to a linked machine. */
    record Send(MachineId to, OverlayFrame frame) implements Effect {}

    /** Opens a link; answered by {@code LinkUp} or {@code DialFailed}. */
    record Dial(Target target) implements Effect {}

    /** The overlay has no use for this link: it may go unless something else needs it. */
    record Release(MachineId peer, String why) implements Effect {}

    /** The peer must go, whatever else used the link. */
    record CutOff(MachineId peer, String why) implements Effect {}

    /** Checks a signature; answered by {@code Verified}. */
    record Verify(long ticket, MachineId from, SignedRecord record) implements Effect {}

    /** A verified record, newer than any before. */
    record Deliver(SignedRecord record, MachineId via) implements Effect {}

    /** What {@code Seek} found. */
    record Found(SignedRecord record) implements Effect {}

    /** What {@code Seek} did not. */
    record NotFound(SignedRecord.Key key) implements Effect {}

    /** Hands a carrier frame to a link with this hop limit. */
    record Forward(MachineId to, CarrierHead head, byte[] frame, int hopLimit) implements Effect {}

    /** Tells the link's peer that its carrier frame is queued here. */
    record Custody(MachineId to, CarrierHead of) implements Effect {}

    /** A carrier frame for us. */
    record DeliverCarrier(MachineId via, CarrierHead head, byte[] frame) implements Effect {}

    /** A carrier frame of our own could not be handed to anyone. */
    record Stuck(CarrierHead head, String why) implements Effect {}

    /** A peer is a neighbour from now on, or no longer. */
    record Neighbour(MachineId peer, boolean up) implements Effect {}

    /** Something fresh of this machine came in. */
    record Alive(MachineId machine) implements Effect {}

    /** We learned what we are to strangers. */
    record RoleIs(Role role) implements Effect {}

    /** What is worth keeping over a restart has changed. */
    record CacheChanged() implements Effect {}

    /** Wake me at this uptime, at the latest; a later one replaces an earlier one. */
    record WakeAt(Duration uptime) implements Effect {}
}
