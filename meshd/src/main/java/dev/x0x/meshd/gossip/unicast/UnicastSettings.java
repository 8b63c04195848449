// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import java.time.Duration;

/**
 * The numbers of carrying; {@link #usual} says where each comes from.
 *
 * @param mostDestinations routes kept; the one unused longest goes first
 * @param mostAlternates next hops kept beside the best one
 * @param hopLimit what an origin sets, and the most that anyone may show
 * @param floodHopLimit what a flooded copy is cut down to; a frame at or below it may be a flooded
 *     one, and multiplies no more
 * @param floodCopies neighbours a frame without a way on is handed to
 * @param largestFrame in bytes
 * @param longestLife between a frame's two times
 * @param skew by which clocks may differ
 * @param custodyWait the shortest wait for a custody ack; three round trips if they are longer
 * @param slowestUplink bytes a second that a custody ack's wait allows for what is sent before it
 * @param windowBytes handed to one link without custody ack, at most
 * @param linkBytes waiting or in custody toward one link
 * @param linkFrames the same in frames
 * @param ingressRate bytes a second carried for one link
 * @param ingressBurst bytes at once carried for one link
 * @param floodRate bytes a second that may be flooded for one link
 * @param floodBurst bytes at once that may be flooded for one link
 * @param quantum of deficit round robin, in bytes
 * @param smallFrame up to which session records go first
 * @param mostSeen frames remembered
 * @param mostSeenOfLink frames remembered of one link
 * @param mostRemembered messages, destinations and demoted hops of our own that are remembered
 * @param demotion how long a hop that swallowed two messages is kept from the best place
 */
public record UnicastSettings(
        int mostDestinations,
        int mostAlternates,
        int hopLimit,
        int floodHopLimit,
        int floodCopies,
        int largestFrame,
        Duration longestLife,
        Duration skew,
        Duration custodyWait,
        int slowestUplink,
        int windowBytes,
        int linkBytes,
        int linkFrames,
        int ingressRate,
        int ingressBurst,
        int floodRate,
        int floodBurst,
        int quantum,
        int smallFrame,
        int mostSeen,
        int mostSeenOfLink,
        int mostRemembered,
        Duration demotion) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Those of MESH.md §4 and DECISIONS A1, C1, D1, D5; the rest are guesses and marked so. */
    public static UnicastSettings usual() {
        return new UnicastSettings(
                65_536, // guess: six times the largest network simulated
                4, // guess: a dial-out node has five links (row 6)
                40, // row 28
                24, // measured: with 30 % silently gone 16 loses twice as many (NetTest)
                3, // guess: half a usual active view
                67_609, // A1: fixed fields, key of 1,952, body of 65,536
                Duration.ofSeconds(120), // row 32
                Duration.ofSeconds(30), // D5
                Duration.ofMillis(500), // C1
                125_000, // 1 Mbit/s, the slowest uplink of X17
                256 * KIB, // guess: 2 MiB/s (row 41) at a round trip of 128 ms
                2 * MIB, // row 43
                256, // row 43
                4 * MIB, // D1
                8 * MIB, // D1
                256 * KIB, // guess: a sixteenth of the ingress rate
                MIB, // guess: four seconds of it
                16 * KIB, // guess: a common envelope
                256, // D1
                65_536, // guess
                16_384, // guess: a quarter of them
                1_024, // guess
                Duration.ofMinutes(10)); // guess: several heartbeats of the destination
    }
}
