// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.Arrays;

/**
 * The future, ordered by (time, sequence): a heap with four children a node, which for millions of
 * short-lived entries touches less memory than {@link java.util.PriorityQueue}.
 */
final class OccurrenceQueue {
    private Occurrence[] heap = new Occurrence[1 << 12];
    private int size;
    private long sequence;

    void add(long time, Occurrence what) {
        what.time = time;
        what.sequence = sequence++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            if (!before(what, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = what;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The time of the next occurrence; the queue must not be empty. */
    long nextTime() {
        return heap[0].time;
    }

    /** Takes the next occurrence out; the queue must not be empty. */
    Occurrence poll() {
        Occurrence first = heap[0];
        Occurrence last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    private void sink(Occurrence moved) {
        int at = 0;
        while (true) {
            int child = 4 * at + 1;
            if (child >= size) {
                break;
            }
            int end = Math.min(child + 4, size);
            int least = child;
            for (int other = child + 1; other < end; other++) {
                if (before(heap[other], heap[least])) {
                    least = other;
                }
            }
            if (!before(heap[least], moved)) {
                break;
            }
            heap[at] = heap[least];
            at = least;
        }
        heap[at] = moved;
    }

    private static boolean before(Occurrence one, Occurrence other) {
        return one.time < other.time || (one.time == other.time && one.sequence < other.sequence);
    }
}
