// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** The array of struct pollfd: int fd, short events, short revents. */
final class PollEntries {
    private static final int SIZE = 8;
    private static final int EVENTS_AT = 4;
    private static final int RESULT_AT = 6;

    private final Libc libc;
    private MemorySegment array;
    private int count;

    PollEntries(Libc libc) {
        this.libc = libc;
        this.array = libc.allocate(64 * SIZE);
    }

    void clear() {
        count = 0;
    }

    void add(int fd, short events) {
        long at = (long) count * SIZE;
        if (at == array.byteSize()) {
            MemorySegment larger = libc.allocate(2 * at);
            array = larger.copyFrom(array);
        }
        array.set(JAVA_INT, at, fd);
        array.set(JAVA_SHORT, at + EVENTS_AT, events);
        array.set(JAVA_SHORT, at + RESULT_AT, (short) 0);
        count++;
    }

    /** Waits; how many have something to say, or an error number, negated. */
    int poll(int timeoutMs) {
        return libc.poll(array, count, timeoutMs);
    }

    /** Whether something happened to this entry. */
    boolean isReady(int index) {
        return array.get(JAVA_SHORT, (long) index * SIZE + RESULT_AT) != 0;
    }
}
