// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;

import java.util.List;

/**
 * Broadcast as an operator or a test sees it.
 *
 * @param records in the store
 * @param bytes of them
 * @param revocations of them
 * @param seen ids remembered
 * @param missing ids announced to us that have not come
 * @param verifying records at the verifiers
 * @param searches of our own, open
 * @param routes questions of others, open
 * @param timers armed
 * @param estimatedNodes machines with a record in the store, this one included
 */
public record BroadcastView(
        List<LinkView> links,
        int records,
        long bytes,
        int revocations,
        int seen,
        int missing,
        int verifying,
        int searches,
        int routes,
        int timers,
        int estimatedNodes,
        Counters counters) {
    /**
     * One neighbour.
     *
     * @param eager whether records go there whole
     * @param missing ids that it announced and nobody has sent
     * @param delivered records and heartbeats that it brought first
     */
    public record LinkView(
            MachineId peer,
            boolean eager,
            boolean suspect,
            double score,
            int missing,
            long delivered) {}

    /**
     * Since the start.
     *
     * @param delivered new records
     * @param duplicates records that came again
     * @param forwarded records sent whole, unasked
     * @param announced ids sent in IHAVEs
     * @param answered records sent on request
     * @param beats new heartbeats
     * @param invalid wrong signatures and links
     * @param outOfTime expired, or from the future
     * @param stale older than what the store has
     * @param overQuota dropped for a quota
     * @param strangers frames of linked machines that are no neighbours
     */
    public record Counters(
            long delivered,
            long duplicates,
            long forwarded,
            long announced,
            long grafts,
            long prunes,
            long answered,
            long beats,
            long invalid,
            long outOfTime,
            long stale,
            long overQuota,
            long strangers,
            long brokenPromises) {}
}
