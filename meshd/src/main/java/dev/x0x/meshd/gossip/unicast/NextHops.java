// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The ways on toward a machine whose links are up.
 *
 * @param direct whether one is a link to that machine itself
 * @param learned the next hops, best first
 * @param worked the hop by which the last message of ours left that the far end acknowledged
 */
public record NextHops(boolean direct, List<Hop> learned, Optional<Worked> worked) {
    /**
     * A hop that is known to have brought a message there.
     *
     * @param at when that was known, as uptime
     */
    public record Worked(MachineId peer, Duration at) {}
}
