// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import java.time.Duration;
import java.util.List;

/** A node of the overlay as a value: the honest one is {@link Overlay}, tests have others. */
public interface MeshNode {
    /**
     * Takes one event.
     *
     * @param uptime how long this node has been running
     * @param wallMs what its wall clock says, Unix milliseconds
     * @return what is to be done, in this order
     */
    List<Effect> on(Event event, Duration uptime, long wallMs);
}
