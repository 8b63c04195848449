// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import java.time.Duration;

/** How often a node speaks of itself, by how many nodes there are. */
public final class Cadence {
    // A heartbeat frame is 79 bytes; with its length prefix and a packet's share rounded up. Each
    // node pays it twice an interval: once in, and on average once out.
    private static final double BEAT = 200;
    private static final double SMALL = 2 << 10; // bytes a second, issue 3: at 1,000 nodes
    private static final double LARGE = 32 << 10; // and at 10,000
    private static final double LEAST = 30; // seconds, DECISIONS D3
    private static final double CAP = 100; // seconds, up to where the larger budget is used up
    private static final double ANNOUNCEMENT = 6 << 10; // bytes, MESH.md row 34

    private Cadence() {}

    /**
     * Between two heartbeats: so that an idle node pays at most 2 KiB/s at 1,000 nodes and at most
     * 32 KiB/s at any larger number, and at least 30 s.
     */
    public static Duration heartbeat(int nodes) {
        double small = Math.min(nodes * BEAT / SMALL, CAP);
        double seconds = Math.max(Math.max(LEAST, small), nodes * BEAT / LARGE);
        return Duration.ofSeconds((long) Math.ceil(seconds));
    }

    /** Between two announcements: MESH.md row 34. */
    public static Duration announcement(int nodes) {
        double seconds = Math.max(300, nodes * ANNOUNCEMENT / LARGE);
        return Duration.ofSeconds((long) Math.ceil(seconds));
    }
}
