// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One link as a way out: what waits for it, and what it has without a custody ack. Both count
 * toward its bound (DECISIONS D1); a window on the second keeps the choice of what goes next here
 * and not in the link's own queue.
 */
final class Egress {
    private static final int SMALL_BURST = 16 * 1024; // guess: 64 small records
    private static final int SMALL_SHARE = 10; // up to a tenth of egress, DECISIONS D1
    private static final long NANOS = 1_000_000_000L;

    final MachineId peer;
    private final UnicastSettings settings;
    private final FairQueue small;
    private final FairQueue large;
    private final ArrayDeque<Copy> returned = new ArrayDeque<>(1);
    private final LinkedHashMap<FrameKey, Copy> awaiting = new LinkedHashMap<>();
    private final Map<MachineId, Integer> framesOf = new HashMap<>(); // in the window, by ingress
    private int returnedBytes;
    private int awaitingBytes;
    private int smallAllowance = SMALL_BURST;

    /** It may be flooded to. */
    boolean neighbour;

    /** A custody ack is overdue, and nothing has come from there since. */
    boolean silent;

    /** It refused a frame, and has not said that there is room again. */
    boolean blocked;

    /** In nanoseconds; 0 before it was measured. */
    long rtt;

    Egress(MachineId peer, UnicastSettings settings) {
        this.peer = peer;
        this.settings = settings;
        this.small = new FairQueue(settings.quantum());
        this.large = new FairQueue(settings.quantum());
    }

    /** Whether this many more bytes are within the bound. */
    boolean fits(int more) {
        return waitingBytes() + awaitingBytes + more <= settings.linkBytes()
                && waitingFrames() + awaiting.size() < settings.linkFrames();
    }

    int waitingBytes() {
        return small.bytes() + large.bytes() + returnedBytes;
    }

    int waitingFrames() {
        return small.frames() + large.frames() + returned.size();
    }

    int awaitingBytes() {
        return awaitingBytes;
    }

    int awaitingFrames() {
        return awaiting.size();
    }

    int waitingBytesOf(MachineId ingress) {
        return small.bytesOf(ingress) + large.bytesOf(ingress);
    }

    void add(Copy copy) {
        copy.egress = this;
        queueOf(copy).add(copy);
    }

    /** Puts back first what the link refused. */
    void putBack(Copy copy) {
        copy.egress = this;
        returned.addLast(copy);
        returnedBytes += copy.bytes();
    }

    /** The next copy to be handed to the link; null if none waits or the window is full. */
    Copy next() {
        int window = settings.windowBytes() - awaitingBytes;
        if (!returned.isEmpty()) {
            if (!open(window, returned.peekFirst())) {
                return null;
            }
            Copy copy = returned.removeFirst();
            returnedBytes -= copy.bytes();
            return copy;
        }
        int reserve = window + settings.windowBytes() / SMALL_SHARE;
        Copy first = small.peek(copy -> open(reserve, copy));
        if (first != null && (large.isEmpty() || smallAllowance >= first.bytes())) {
            smallAllowance = Math.max(0, smallAllowance - first.bytes());
            return small.poll();
        }
        Copy next = large.peek(copy -> open(window, copy));
        if (next == null) {
            return null;
        }
        smallAllowance = Math.min(SMALL_BURST, smallAllowance + next.bytes() / (SMALL_SHARE - 1));
        return large.poll();
    }

    /**
     * Room in the window, or nothing in it of the link that the frame came from: one whose frames
     * nobody takes custody of, for there is no way on, fills the window for itself alone.
     */
    private boolean open(int window, Copy next) {
        return next.bytes() <= window || !framesOf.containsKey(next.carried.ingress);
    }

    /** It was handed to the link: sets how long its custody ack may take. */
    void sent(Copy copy, long now) {
        awaiting.put(copy.carried.key, copy);
        framesOf.merge(copy.carried.ingress, 1, Integer::sum);
        awaitingBytes += copy.bytes();
        copy.sentAt = now;
        rearm(copy, now);
    }

    /** Sets the deadline anew: all that was sent before it needs its time on the wire. */
    void rearm(Copy copy, long now) {
        long wait = Math.max(settings.custodyWait().toNanos(), 3 * rtt);
        copy.deadline = now + wait + awaitingBytes * NANOS / settings.slowestUplink();
    }

    /** No longer waits for the custody ack of this frame; null if it did not. */
    Copy settled(FrameKey key) {
        Copy copy = awaiting.remove(key);
        if (copy != null) {
            awaitingBytes -= copy.bytes();
            framesOf.computeIfPresent(
                    copy.carried.ingress, (_, count) -> count == 1 ? null : count - 1);
        }
        return copy;
    }

    /** What waits for custody acks, the first sent first. */
    List<Copy> awaiting() {
        return new ArrayList<>(awaiting.values());
    }

    /** The link with most bytes waiting here that is not {@code except}; null if there is none. */
    MachineId longest(MachineId except) {
        MachineId longest = large.longest(except);
        return longest == null ? small.longest(except) : longest;
    }

    Copy dropNewest(MachineId ingress) {
        return (large.bytesOf(ingress) > 0 ? large : small).dropNewest(ingress);
    }

    /** Takes everything that waits. */
    List<Copy> drain() {
        List<Copy> out = new ArrayList<>(returned);
        returned.clear();
        returnedBytes = 0;
        out.addAll(small.drain());
        out.addAll(large.drain());
        return out;
    }

    private FairQueue queueOf(Copy copy) {
        CarrierHead head = copy.carried.head;
        return head.kind() != 1 && head.bytes() <= settings.smallFrame() ? small : large;
    }
}
