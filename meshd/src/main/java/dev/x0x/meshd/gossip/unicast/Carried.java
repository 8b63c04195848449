// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.List;

/** One frame, while we have custody of it, and after that as something we have seen. */
final class Carried {
    /** What became of it here. */
    enum State {
        /** Ours to bring on. */
        HELD,
        /** Someone else has custody. */
        PASSED,
        /** It was for us. */
        DELIVERED,
        /** There was no way on. */
        LOST
    }

    final FrameKey key;
    final CarrierHead head;

    /** The link it came from first; ourselves for our own. */
    final MachineId ingress;

    /** Unix milliseconds after which nobody takes it. */
    final long forgetMs;

    /** Links it came from: it never goes back there. */
    final List<MachineId> from = new ArrayList<>(1);

    /** Links it was handed to: never twice. */
    final List<MachineId> tried = new ArrayList<>(1);

    /** Those of them from where it seems to have come round: their custody counts no more. */
    final List<MachineId> cameRound = new ArrayList<>(0);

    State state = State.HELD;
    byte[] frame;

    /** What it goes on with. */
    int hopLimit;

    /** Links that earlier copies of the message left by, the latest last. */
    List<MachineId> avoid = List.of();

    /** Handed to several at once. */
    boolean flooded;

    /** Handed to one neighbour at random, so many times. */
    int strayed;

    /** Copies that wait in a queue or for a custody ack. */
    int copies;

    Carried(CarrierHead head, byte[] frame, MachineId ingress, int hopLimit, long forgetMs) {
        this.key = FrameKey.ofFrame(head);
        this.head = head;
        this.frame = frame;
        this.ingress = ingress;
        this.hopLimit = hopLimit;
        this.forgetMs = forgetMs;
        this.from.add(ingress);
    }

    boolean touched(MachineId peer) {
        return tried.contains(peer) || from.contains(peer);
    }

    /** The end of custody here. */
    void end(State how) {
        state = how;
        release();
    }

    /** One copy less. */
    void copyGone() {
        copies--;
        release();
    }

    private void release() {
        if (state != State.HELD && copies == 0) {
            frame = null;
        }
    }
}
