// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

/**
 * A way toward a destination.
 *
 * @param peer the next hop
 * @param hops links its last sign of life crossed on this way
 */
public record Hop(MachineId peer, int hops) {}
