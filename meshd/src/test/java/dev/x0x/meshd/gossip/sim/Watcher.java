// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

/** Whoever measures. Times are the simulation's, in microseconds. */
interface Watcher {
    /** A node said something to a linked one. */
    default void sent(Host from, Host to, OverlayFrame frame, int bytes) {}

    /** A node heard something. */
    default void heard(Host at, OverlayFrame frame) {}

    /** A node took a record as new. */
    default void delivered(Host at, SignedRecord record, MachineId via) {}

    /** A search ended with a record. */
    default void found(Host at, SignedRecord record) {}

    /** A search ended without. */
    default void notFound(Host at, SignedRecord.Key key) {}

    /** A carrier frame left toward a neighbour. */
    default void forwarded(Host from, Host to, CarrierHead head) {}

    /** A carrier frame is where it was to go. */
    default void arrived(Host at, CarrierHead head, byte[] frame) {}

    /** A node could hand its own carrier frame to nobody. */
    default void stuck(Host at, CarrierHead head, String why) {}

    /** A node took a peer's link down for what it did. */
    default void cutOff(Host at, MachineId peer, String why) {}
}
