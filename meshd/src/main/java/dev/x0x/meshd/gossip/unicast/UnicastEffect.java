// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.time.Duration;

/** What carrying messages wants done, in this order. */
public sealed interface UnicastEffect {
    /** Hands a carrier frame to a link with this hop limit. */
    record Forward(MachineId to, CarrierHead head, byte[] frame, int hopLimit)
            implements UnicastEffect {}

    /** Tells the neighbour that its frame of this hash is queued here. */
    record Custody(MachineId to, CarrierHead of) implements UnicastEffect {}

    /** A frame for us. */
    record Deliver(MachineId via, CarrierHead head, byte[] frame) implements UnicastEffect {}

    /** A frame of our own could not be handed to anyone. */
    record Stuck(CarrierHead head, String why) implements UnicastEffect {}

    /** Counted: what was dropped and why. */
    record Dropped(MachineId from, String why) implements UnicastEffect {}

    /** The peer broke a rule that every relay can check. */
    record Misbehaved(MachineId peer, String what) implements UnicastEffect {}

    /** Wake me at this uptime, at the latest. */
    record WakeAt(Duration uptime) implements UnicastEffect {}
}
