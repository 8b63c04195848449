// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Frames that wait for the mesh's thread, taken from the links in turns: one that floods waits for
 * itself, and what it says too much is dropped (MESH.md row 41). Safe for use by any thread.
 */
final class Backlog {
    /** Of one link; MESH.md row 41 says 256 of those that are to be verified. */
    static final int MOST_FRAMES = 1_024;

    /** Of one link (MESH.md row 43). */
    static final int MOST_BYTES = 2 << 20;

    /** Of all links together, whatever their number: an eighth of the daemon's memory. */
    static final long MOST_BYTES_IN_ALL = 64L << 20;

    /** One frame and who said it. */
    record Said(MachineId from, byte[] frame) {}

    private static final class Link {
        final ArrayDeque<byte[]> frames = new ArrayDeque<>();
        int bytes;
    }

    private final Map<MachineId, Link> links = new LinkedHashMap<>();
    private long bytes;
    private long dropped;

    /** False if the link, or all of them, have too much waiting: the frame is dropped. */
    synchronized boolean offer(MachineId from, byte[] frame) {
        Link link = links.computeIfAbsent(from, _ -> new Link());
        if (link.frames.size() >= MOST_FRAMES
                || link.bytes + frame.length > MOST_BYTES
                || bytes + frame.length > MOST_BYTES_IN_ALL) {
            dropped++;
            if (link.frames.isEmpty()) {
                links.remove(from);
            }
            return false;
        }
        link.frames.add(frame);
        link.bytes += frame.length;
        bytes += frame.length;
        return true;
    }

    /** The next link's oldest frame; it gives way to the others then. */
    synchronized Optional<Said> poll() {
        if (links.isEmpty()) {
            return Optional.empty();
        }
        MachineId next = links.keySet().iterator().next();
        Link link = links.remove(next);
        byte[] frame = link.frames.remove();
        link.bytes -= frame.length;
        bytes -= frame.length;
        if (!link.frames.isEmpty()) {
            links.put(next, link); // behind the others
        }
        return Optional.of(new Said(next, frame));
    }

    /** Frames that found no room, since the start. */
    synchronized long dropped() {
        return dropped;
    }
}
