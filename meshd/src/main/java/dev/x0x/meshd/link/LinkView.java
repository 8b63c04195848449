// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * One link as an operator sees it.
 *
 * @param agent the agent that the peer's announcement names
 * @param rtt zero until measured
 * @param suspect an echo has been unanswered for max(3 s, 3 × RTT) (MESH.md row 5)
 * @param bytesIn bytes of payload frames, without framing; likewise {@code bytesOut}
 * @param since when the link came up
 */
public record LinkView(
        MachineId peer,
        AgentId agent,
        InetSocketAddress remote,
        boolean weDialled,
        Duration rtt,
        boolean suspect,
        long bytesIn,
        long bytesOut,
        long framesIn,
        long framesOut,
        Instant since) {}
