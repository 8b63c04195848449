// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import java.time.Duration;

/** What membership wants done, in this order. */
public sealed interface MembershipEffect {
    /** Says something to a linked machine. */
    record Send(MachineId to, MembershipFrame frame) implements MembershipEffect {}

    /** Opens a link. Answered by {@code LinkUp} or {@code DialFailed}. */
    record Dial(Target target) implements MembershipEffect {}

    /**
     * Membership has no more use for this link.
     *
     * @param why short, for logs
     */
    record Release(MachineId peer, String why) implements MembershipEffect {}

    /** From now on gossip goes to and from this peer. */
    record NeighbourUp(MachineId peer) implements MembershipEffect {}

    /** And from now on no more. */
    record NeighbourDown(MachineId peer) implements MembershipEffect {}

    /**
     * Asks for the signed announcement of a machine before it is dialled; answered by {@code
     * Confirmed}.
     */
    record Confirm(MachineId machine, MachineId introducer) implements MembershipEffect {}

    /** We learned what we are. */
    record RoleIs(Role role) implements MembershipEffect {}

    /** The peer did what no honest one does (MESH.md P7). */
    record Misbehaved(MachineId peer, String what) implements MembershipEffect {}

    /** What is worth keeping over a restart has changed. */
    record CacheChanged() implements MembershipEffect {}

    /** Wake me at this uptime, at the latest. */
    record WakeAt(Duration uptime) implements MembershipEffect {}
}
