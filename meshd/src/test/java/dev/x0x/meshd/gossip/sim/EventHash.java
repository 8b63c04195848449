// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

/** A running hash over everything that happens: equal runs have equal hashes (X20). */
final class EventHash {
    private long state = 0x9E3779B97F4A7C15L;
    private long events;

    void add(long time, int node, int kind, long detail) {
        events++;
        state = mix(state ^ time);
        state = mix(state ^ ((long) node << 32 | kind));
        state = mix(state ^ detail);
    }

    long value() {
        return state;
    }

    long events() {
        return events;
    }

    /** The finaliser of SplitMix64: every input bit touches every output bit. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
