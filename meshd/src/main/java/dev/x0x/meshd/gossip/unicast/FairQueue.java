// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * What waits for one link: deficit round robin over the links it came from, and inside each over
 * (origin, destination), so that neither a link nor a talker on it can starve the others (DECISIONS
 * D1).
 */
final class FairQueue {
    private final int quantum;
    private final LinkedHashMap<MachineId, Ingress> byIngress = new LinkedHashMap<>();
    private final ArrayDeque<Ingress> turns = new ArrayDeque<>();
    private int bytes;
    private int frames;

    private record Talk(MachineId origin, MachineId destination) {}

    private static final class Flow {
        private final Talk talk;
        private final ArrayDeque<Copy> waiting = new ArrayDeque<>(2);
        private int bytes;
        private int deficit;

        Flow(Talk talk) {
            this.talk = talk;
        }
    }

    private static final class Ingress {
        private final MachineId link;
        private final LinkedHashMap<Talk, Flow> flows = new LinkedHashMap<>();
        private final ArrayDeque<Flow> turns = new ArrayDeque<>(2);
        private int bytes;
        private int deficit;

        Ingress(MachineId link) {
            this.link = link;
        }
    }

    FairQueue(int quantum) {
        this.quantum = quantum;
    }

    int bytes() {
        return bytes;
    }

    int frames() {
        return frames;
    }

    boolean isEmpty() {
        return frames == 0;
    }

    int bytesOf(MachineId ingress) {
        Ingress known = byIngress.get(ingress);
        return known == null ? 0 : known.bytes;
    }

    void add(Copy copy) {
        CarrierHead head = copy.carried.head;
        Ingress ingress = byIngress.get(copy.carried.ingress);
        if (ingress == null) {
            ingress = new Ingress(copy.carried.ingress);
            byIngress.put(ingress.link, ingress);
            turns.addLast(ingress);
        }
        Talk talk = new Talk(head.origin(), head.destination());
        Flow flow = ingress.flows.get(talk);
        if (flow == null) {
            flow = new Flow(talk);
            ingress.flows.put(talk, flow);
            ingress.turns.addLast(flow);
        }
        flow.waiting.addLast(copy);
        count(ingress, flow, head.bytes(), 1);
    }

    /**
     * Whose turn it is among the links whose next frame may go now; null if there is none. It
     * stays.
     */
    Copy peek(Predicate<Copy> may) {
        int held = 0;
        while (held < turns.size()) {
            Ingress ingress = turns.peekFirst();
            Flow flow = ingress.turns.peekFirst();
            Copy copy = flow.waiting.peekFirst();
            int next = copy.bytes();
            if (!may.test(copy)) {
                held++;
                turns.addLast(turns.removeFirst());
                continue;
            }
            held = 0;
            if (ingress.deficit < next) {
                ingress.deficit += quantum;
                turns.addLast(turns.removeFirst());
            } else if (flow.deficit < next) {
                flow.deficit += quantum;
                ingress.turns.addLast(ingress.turns.removeFirst());
            } else {
                return copy;
            }
        }
        return null;
    }

    /** Takes what {@link #peek} showed. */
    Copy poll() {
        Copy copy = peek(_ -> true);
        if (copy != null) {
            Ingress ingress = turns.peekFirst();
            Flow flow = ingress.turns.peekFirst();
            flow.waiting.removeFirst();
            ingress.deficit -= copy.bytes();
            flow.deficit -= copy.bytes();
            count(ingress, flow, -copy.bytes(), -1);
        }
        return copy;
    }

    /** The link other than this one that has most bytes waiting; null if there is none. */
    MachineId longest(MachineId except) {
        Ingress longest = null;
        for (Ingress each : byIngress.values()) {
            if (!each.link.equals(except) && (longest == null || each.bytes > longest.bytes)) {
                longest = each;
            }
        }
        return longest == null ? null : longest.link;
    }

    /** Takes the newest frame of the longest flow of this link. */
    Copy dropNewest(MachineId link) {
        Ingress ingress = byIngress.get(link);
        Flow longest = null;
        for (Flow each : ingress.flows.values()) {
            if (longest == null || each.bytes > longest.bytes) {
                longest = each;
            }
        }
        Copy copy = longest.waiting.removeLast();
        count(ingress, longest, -copy.bytes(), -1);
        return copy;
    }

    /** Takes everything, in the order it would have left. */
    List<Copy> drain() {
        List<Copy> out = new ArrayList<>(frames);
        while (!isEmpty()) {
            out.add(poll());
        }
        return out;
    }

    private void count(Ingress ingress, Flow flow, int addedBytes, int addedFrames) {
        bytes += addedBytes;
        frames += addedFrames;
        ingress.bytes += addedBytes;
        flow.bytes += addedBytes;
        if (flow.waiting.isEmpty()) {
            ingress.flows.remove(flow.talk);
            ingress.turns.remove(flow);
        }
        if (ingress.flows.isEmpty()) {
            byIngress.remove(ingress.link);
            turns.remove(ingress);
        }
    }
}
