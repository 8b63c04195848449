// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A pipe to one proven machine. Safe for use by any thread; no method blocks. */
public interface Link {
    /** Longest payload frame (MESH.md row 21). */
    int MAX_FRAME = 72 * 1024;

    /** Who is at the other end, proven by its key. */
    MachineId peer();

    /** What the peer said of itself when the link came up. */
    PeerHello hello();

    /**
     * Queues one frame. Frames of one priority arrive in order, unless the link changes its
     * connection in between.
     *
     * @param frame at most {@link #MAX_FRAME} bytes; not copied, so leave it alone afterwards
     * @return false if the queue is full or the link is down: nothing was queued. After a refusal
     *     for lack of room, {@link LinkListener#writable} tells when to try again
     * @throws IllegalArgumentException for a frame over the limit
     */
    boolean send(FramePriority priority, byte[] frame);

    /** Smoothed round-trip time of the keep-alive; zero until the first one came back. */
    Duration rtt();

    /** Where the peer's packets come from now. */
    InetSocketAddress remote();

    /** Whether we dialled the connection in use. */
    boolean weDialled();

    /**
     * Takes the link down at once, with what is queued.
     *
     * @param reason told to the peer and logged there: short, nothing secret
     */
    void close(String reason);
}
