// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

/**
 * The modelled internet. Times in microseconds.
 *
 * @param minLatency one way, of the nearest pair
 * @param maxLatency one way, of the farthest pair
 * @param loss share of packets lost; what follows in the stream waits for the repair
 * @param uplink bytes per second that a node can send, 0 for no limit
 * @param suspectAfter silence until a peer is suspected
 * @param downAfter silence until a link is down; 0: noticed only by who sends on it
 * @param dialTimeout until a dial that nobody answers has failed
 * @param verify how long checking one signature takes
 * @param verifiers signatures that a node checks at once
 * @param verifyQueue checks that may wait
 */
record NetworkSettings(
        long minLatency,
        long maxLatency,
        double loss,
        long uplink,
        long suspectAfter,
        long downAfter,
        long dialTimeout,
        long verify,
        int verifiers,
        int verifyQueue) {
    static final long MS = 1_000;
    static final long SECOND = 1_000_000;
    static final long MINUTE = 60 * SECOND;

    /** MESH.md §4 rows 3, 5, 41 and 42, and the latencies of its experiments. */
    static NetworkSettings usual() {
        return new NetworkSettings(
                10 * MS, 100 * MS, 0, 0, 3 * SECOND, 15 * SECOND, 10 * SECOND, 300, 2, 1_024);
    }

    NetworkSettings withLatency(long min, long max) {
        return new NetworkSettings(
                min,
                max,
                loss,
                uplink,
                suspectAfter,
                downAfter,
                dialTimeout,
                verify,
                verifiers,
                verifyQueue);
    }

    NetworkSettings withLoss(double share) {
        return new NetworkSettings(
                minLatency,
                maxLatency,
                share,
                uplink,
                suspectAfter,
                downAfter,
                dialTimeout,
                verify,
                verifiers,
                verifyQueue);
    }

    NetworkSettings withUplink(long bytesPerSecond) {
        return new NetworkSettings(
                minLatency,
                maxLatency,
                loss,
                bytesPerSecond,
                suspectAfter,
                downAfter,
                dialTimeout,
                verify,
                verifiers,
                verifyQueue);
    }

    /** How silence shows, and how long an unanswered dial takes. */
    NetworkSettings withDetection(long suspect, long down, long dial) {
        return new NetworkSettings(
                minLatency,
                maxLatency,
                loss,
                uplink,
                suspect,
                down,
                dial,
                verify,
                verifiers,
                verifyQueue);
    }
}
