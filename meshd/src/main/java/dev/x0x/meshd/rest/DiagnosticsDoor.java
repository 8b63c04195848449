// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Counters of the layers below. */
public interface DiagnosticsDoor {
    /** Direct messages. */
    Dm dm();

    /** Broadcast, by counter name. */
    Map<String, Long> gossip();

    /** Links, by counter name. */
    Map<String, Long> transport();

    /**
     * Counters of direct messages.
     *
     * @param stats by the names of REFERENCE.md §7.8; one that is not given counts 0, one that is
     *     not there is shown after them
     */
    record Dm(
            Map<String, Long> stats,
            Map<AgentId, PeerDm> perPeer,
            int subscribers,
            int subscriberCapacity,
            int capabilityEntries) {}

    /** Direct messages with one agent. */
    record PeerDm(
            Optional<Duration> averageRoundTrip,
            Optional<Duration> sinceLastSent,
            Optional<Duration> sinceLastReceived,
            long sent,
            long sendFailed,
            long received,
            Optional<String> preferredPath) {}
}
