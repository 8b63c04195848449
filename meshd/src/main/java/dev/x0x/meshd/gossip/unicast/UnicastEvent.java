// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.time.Duration;

/** What happens to a node, as far as carrying messages cares. */
public sealed interface UnicastEvent {
    /** A link is up, neighbour or not. */
    record LinkUp(MachineId peer) implements UnicastEvent {}

    /** A link is down. */
    record LinkDown(MachineId peer) implements UnicastEvent {}

    /** The link is a neighbour's: it may be flooded to. */
    record Neighbour(MachineId peer, boolean up) implements UnicastEvent {}

    /** The link's round trip was measured. */
    record Measured(MachineId peer, Duration rtt) implements UnicastEvent {}

    /** Something fresh of this machine came in on this link (see {@code BroadcastEffect.Alive}). */
    record Alive(MachineId machine, MachineId via, boolean first, long freshness, int hops)
            implements UnicastEvent {}

    /** A carrier frame came in; {@code body} is the custody ack's 16 bytes, else empty. */
    record Arrived(MachineId from, CarrierHead head, byte[] frame, byte[] custodyOf)
            implements UnicastEvent {}

    /**
     * A frame of our own.
     *
     * @param attempt 0 for the first copy of a message; a later copy leaves by another hop
     */
    record Post(CarrierHead head, byte[] frame, int attempt) implements UnicastEvent {}

    /** An end-to-end sign that a message of ours to this machine arrived, or that none came. */
    record Acknowledged(MachineId destination, boolean arrived) implements UnicastEvent {}

    /** A {@code Forward} found no room on its link: the frame did not leave. */
    record Refused(MachineId peer, CarrierHead head) implements UnicastEvent {}

    /** A link that refused has room again. */
    record Writable(MachineId peer) implements UnicastEvent {}

    /** A time we asked for has come. */
    record Wake() implements UnicastEvent {}

    /** The machine slept or the clocks jumped. */
    record Resumed() implements UnicastEvent {}
}
