// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.identity.AgentId;

/** Asks others about an agent of which nothing is known here. */
@FunctionalInterface
public interface AgentFinder {
    /**
     * Asks, and waits some seconds at most; what was learned is in the directory afterwards.
     *
     * @throws InterruptedException if the caller is
     */
    void find(AgentId agent) throws InterruptedException;
}
