// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A link between two hosts: two ends that may learn of its end at different times. */
final class SimLink {
    /** Frames that wait to leave, of one direction; kept only when uplinks have a rate. */
    record Waiting(long leavesAt, int bytes) {}

    /** A frame caught by a silence, for who it is. */
    record Held(Host to, Occurrence arrival) {}

    final Host[] end;
    final int[] life;
    final boolean[] open = {true, true};
    final long[] lastArrival = new long[2];
    final long[] queued = new long[2];
    final boolean[] refused = new boolean[2];
    final List<Deque<Waiting>> waiting = new ArrayList<>(2);
    final List<Held> held = new ArrayList<>(0);

    /** One way, in microseconds. */
    final long latency;

    /** Which end dialled. */
    int dialler;

    boolean silent;
    boolean suspected;
    int silence;

    SimLink(Host dialler, Host accepter, long latency) {
        this.end = new Host[] {dialler, accepter};
        this.life = new int[] {dialler.life, accepter.life};
        this.latency = latency;
    }

    int endOf(Host host) {
        return host == end[0] ? 0 : 1;
    }

    Host peerOf(Host host) {
        return host == end[0] ? end[1] : end[0];
    }

    /** Whether the machine at this end still is the one that made the link. */
    boolean alive(int at) {
        return end[at].life == life[at] && end[at].state != Host.State.OFF;
    }

    /** Whether packets of this link get nowhere now. */
    boolean cut() {
        return !alive(0) || !alive(1) || !end[0].up() || !end[1].up() || end[0].side != end[1].side;
    }

    /** Bytes that wait to leave from this end, as of now. */
    long queuedAt(int from, long now) {
        if (waiting.isEmpty()) {
            return 0;
        }
        Deque<Waiting> queue = waiting.get(from);
        while (!queue.isEmpty() && queue.peekFirst().leavesAt() <= now) {
            queued[from] -= queue.pollFirst().bytes();
        }
        return queued[from];
    }

    void enqueue(int from, long leavesAt, int bytes) {
        if (waiting.isEmpty()) {
            waiting.add(new ArrayDeque<>());
            waiting.add(new ArrayDeque<>());
        }
        waiting.get(from).addLast(new Waiting(leavesAt, bytes));
        queued[from] += bytes;
    }
}
