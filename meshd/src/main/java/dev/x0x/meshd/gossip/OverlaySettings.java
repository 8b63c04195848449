// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import dev.x0x.meshd.gossip.broadcast.BroadcastSettings;
import dev.x0x.meshd.gossip.membership.MembershipSettings;
import dev.x0x.meshd.gossip.unicast.UnicastSettings;

/** The numbers of MESH.md §4, machine by machine. */
public record OverlaySettings(
        MembershipSettings membership, BroadcastSettings broadcast, UnicastSettings unicast) {
    /** What a daemon uses. */
    public static OverlaySettings usual() {
        return new OverlaySettings(
                MembershipSettings.usual(), BroadcastSettings.usual(), UnicastSettings.usual());
    }
}
