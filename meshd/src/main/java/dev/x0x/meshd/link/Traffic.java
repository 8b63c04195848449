// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.util.concurrent.atomic.LongAdder;

/** Frames and their bytes in one direction. Counted on the event loop, read anywhere. */
final class Traffic {
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Traffic() {}

    void count(byte[] frame) {
        frames.increment();
        bytes.add(frame.length);
    }

    long frames() {
        return frames.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
