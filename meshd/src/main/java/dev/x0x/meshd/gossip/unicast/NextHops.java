// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import java.util.List;

/**
 * The ways on toward a machine whose links are up.
 *
 * @param direct whether one is a link to that machine itself
 * @param learned the next hops, best first
 */
public record NextHops(boolean direct, List<Hop> learned) {}
