// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What waits to go out on one link: bounded, by priority (MESH.md row 43). Any thread offers; the
 * event loop takes.
 */
final class SendQueue {
    static final int MAX_BYTES = 2 * 1024 * 1024;
    static final int MAX_FRAMES = 256;

    /**
     * Row 43 never sheds control, so it has room of its own above the limit; bounded all the same.
     */
    private static final int CONTROL_BYTES = MAX_BYTES + 256 * 1024;

    private static final int CONTROL_FRAMES = MAX_FRAMES + 64;

    private final Map<FramePriority, ArrayDeque<byte[]>> waiting =
            new EnumMap<>(FramePriority.class);
    private int bytes;
    private int frames;
    private boolean pumping;
    private boolean refused;

    /** What became of an offer. */
    enum Offer {
        /** Queued, and someone is at it already. */
        QUEUED,
        /** Queued, and the event loop must be told. */
        WAKE,
        FULL
    }

    SendQueue() {
        for (FramePriority each : FramePriority.values()) {
            waiting.put(each, new ArrayDeque<>());
        }
    }

    synchronized Offer offer(FramePriority priority, byte[] frame) {
        if (!fits(priority, frame.length)) {
            refused = true;
            return Offer.FULL;
        }
        waiting.get(priority).addLast(frame);
        bytes += frame.length;
        frames++;
        if (pumping) {
            return Offer.QUEUED;
        }
        pumping = true;
        return Offer.WAKE;
    }

    private boolean fits(FramePriority priority, int length) {
        return switch (priority) {
            case CONTROL -> bytes + length <= CONTROL_BYTES && frames < CONTROL_FRAMES;
            case EXEC, ANNOUNCEMENT -> bytes + length <= MAX_BYTES && frames < MAX_FRAMES;
            case BULK -> bytes + length <= MAX_BYTES / 10 * 9 && frames < MAX_FRAMES / 10 * 9;
        };
    }

    /**
     * Takes frames in order of priority until {@code upTo} bytes are reached; at least one if there
     * is any. An empty answer ends the pumping: the next offer wakes again.
     */
    synchronized List<byte[]> take(int upTo) {
        List<byte[]> out = new ArrayList<>();
        int taken = 0;
        for (ArrayDeque<byte[]> queue : waiting.values()) {
            while (!queue.isEmpty() && (taken == 0 || taken + queue.getFirst().length <= upTo)) {
                byte[] frame = queue.removeFirst();
                taken += frame.length + Frames.HEADER;
                bytes -= frame.length;
                frames--;
                out.add(frame);
            }
            if (!queue.isEmpty()) {
                break;
            }
        }
        pumping = !out.isEmpty();
        return out;
    }

    /** Whether an offer was refused and there is room again; says so once per refusal. */
    synchronized boolean reopened() {
        if (refused && bytes < MAX_BYTES / 2 && frames < MAX_FRAMES / 2) {
            refused = false;
            return true;
        }
        return false;
    }

    synchronized boolean isEmpty() {
        return frames == 0;
    }
}
