// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.List;
import java.util.Map;

/**
 * What there is to see of carrying.
 *
 * @param destinations machines to which a way was learned
 * @param seen frames remembered
 * @param talks pairs of machines whose frames are carried here, as far as those are remembered: for
 *     their life and the skew of clocks
 * @param counters since the start
 */
public record UnicastView(
        int destinations, int seen, int talks, List<LinkLoad> links, Map<Count, Long> counters) {
    /** What is counted. */
    public enum Count {
        /** Frames of our own. */
        POSTED,
        /** Frames for us. */
        DELIVERED,
        /** Frames of others, queued here. */
        CUSTODIES,
        /** Frames handed to a link. */
        FORWARDED,
        /** Copies handed to neighbours for want of a way. */
        FLOODED,
        /** Waits for a custody ack that came to nothing. */
        OVERDUE,
        /** Frames that came again. */
        DUPLICATES,
        /** Frames dropped. */
        DROPPED,
        /** Frames of our own that found no way or no room. */
        STUCK,
        /** Broken rules. */
        BREACHES,
        /** Next hops that lost their place for swallowing messages. */
        DEMOTED
    }

    /**
     * One link as a way out.
     *
     * @param silent a custody ack is overdue
     * @param blocked it has no room
     */
    public record LinkLoad(
            MachineId peer,
            boolean neighbour,
            boolean silent,
            boolean blocked,
            int waitingFrames,
            int waitingBytes,
            int custodyFrames,
            int custodyBytes) {}
}
