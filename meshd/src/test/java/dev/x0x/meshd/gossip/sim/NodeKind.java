// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.meshd.gossip.MeshNode;

import java.util.random.RandomGenerator;

/** A way to be a node: honest, or not. */
interface NodeKind {
    /** A node that has just been started on this host. */
    MeshNode start(Host host, RandomGenerator random);

    /** What can be seen of such a node from outside the protocol. */
    Glimpse glimpse(MeshNode node);

    /** Whether it follows the protocol. */
    default boolean honest() {
        return true;
    }

    /** Whether its Hello carries an announcement. */
    default boolean announces() {
        return false;
    }
}
