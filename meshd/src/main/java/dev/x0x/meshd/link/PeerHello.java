// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.AgentId;

import java.time.Duration;

/**
 * What a peer said in its Hello, after the records in it were verified.
 *
 * @param agent the agent that the records name
 * @param announcement the identity announcement as received (PROTOCOL.md §5.1); not ours to change
 * @param advert the capability advert as received (PROTOCOL.md §5.4); not ours to change
 */
public record PeerHello(
        AgentId agent,
        long bootEpoch,
        long features,
        Duration keepAlive,
        byte[] announcement,
        byte[] advert) {}
