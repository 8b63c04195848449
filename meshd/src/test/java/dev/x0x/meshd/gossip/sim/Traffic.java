// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** Bytes and frames by kind, and bytes by host. */
final class Traffic {
    private final long[] frames = new long[FrameName.values().length];
    private final long[] bytes = new long[FrameName.values().length];
    private final long[] onWire = new long[FrameName.values().length];
    private long[] sentBy = new long[16];
    private long[] heardBy = new long[16];
    long wireBytes;
    long dials;
    long dialsFailed;
    long withoutLink;
    long refused;

    void grow(int hosts) {
        if (hosts > sentBy.length) {
            sentBy = java.util.Arrays.copyOf(sentBy, 2 * hosts);
            heardBy = java.util.Arrays.copyOf(heardBy, 2 * hosts);
        }
    }

    void add(Host from, Host to, FrameName kind, int size) {
        frames[kind.number]++;
        bytes[kind.number] += size;
        onWire[kind.number] += onWire(size);
        wireBytes += onWire(size);
        sentBy[from.index] += size;
        heardBy[to.index] += size;
    }

    /** With the overhead of packets, each frame in packets of its own. */
    static int onWire(int size) {
        int packets = (size + FrameSize.PACKET - 1) / FrameSize.PACKET;
        return size + packets * FrameSize.PACKET_OVERHEAD;
    }

    long frames(FrameName kind) {
        return frames[kind.number];
    }

    long bytes(FrameName kind) {
        return bytes[kind.number];
    }

    /** With the overhead of packets. */
    long onWire(FrameName kind) {
        return onWire[kind.number];
    }

    long bytes() {
        long sum = 0;
        for (long each : bytes) {
            sum += each;
        }
        return sum;
    }

    long sentBy(Host host) {
        return sentBy[host.index];
    }

    long heardBy(Host host) {
        return heardBy[host.index];
    }

    /** Starts the accounts anew. */
    void reset() {
        java.util.Arrays.fill(frames, 0);
        java.util.Arrays.fill(bytes, 0);
        java.util.Arrays.fill(onWire, 0);
        java.util.Arrays.fill(sentBy, 0);
        java.util.Arrays.fill(heardBy, 0);
        wireBytes = 0;
        dials = 0;
        dialsFailed = 0;
        withoutLink = 0;
        refused = 0;
    }

    /** Bytes per host and second by kind of frame, those that occurred. */
    Map<String, Double> perSecond(int hosts, double seconds) {
        Map<String, Double> rates = new LinkedHashMap<>();
        for (FrameName kind : FrameName.values()) {
            if (frames[kind.number] > 0) {
                rates.put(
                        kind.name().toLowerCase(java.util.Locale.ROOT),
                        bytes[kind.number] / seconds / hosts);
            }
        }
        return rates;
    }
}
