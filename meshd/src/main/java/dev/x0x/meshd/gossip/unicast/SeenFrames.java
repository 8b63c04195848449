// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The frames of the last two minutes by their hash, never by message id (DECISIONS A1). Bounded in
 * all and for each link, so that one link cannot make us forget what came over the others.
 */
final class SeenFrames {
    private final int most;
    private final int mostOfLink;
    private final Map<FrameKey, Carried> all = new HashMap<>(); // looked up only
    private final LinkedHashMap<MachineId, ArrayDeque<Carried>> byIngress = new LinkedHashMap<>();

    SeenFrames(UnicastSettings settings) {
        most = settings.mostSeen();
        mostOfLink = settings.mostSeenOfLink();
    }

    Carried get(FrameKey key) {
        return all.get(key);
    }

    int size() {
        return all.size();
    }

    void add(Carried carried) {
        ArrayDeque<Carried> mine =
                byIngress.computeIfAbsent(carried.ingress, _ -> new ArrayDeque<>(2));
        if (mine.size() >= mostOfLink) {
            all.remove(mine.removeFirst().key);
        } else if (all.size() >= most) {
            dropFirst(longest());
        }
        all.put(carried.key, carried);
        byIngress.computeIfAbsent(carried.ingress, _ -> mine).addLast(carried);
    }

    /** Takes back the last addition of this link. */
    void forget(Carried carried) {
        ArrayDeque<Carried> mine = byIngress.get(carried.ingress);
        if (mine != null && mine.peekLast() == carried) {
            mine.removeLast();
            all.remove(carried.key);
        }
    }

    /** Forgets what nobody would take any more. */
    void sweep(long wallMs) {
        Iterator<ArrayDeque<Carried>> links = byIngress.values().iterator();
        while (links.hasNext()) {
            ArrayDeque<Carried> link = links.next();
            while (!link.isEmpty() && link.peekFirst().forgetMs < wallMs) {
                all.remove(link.removeFirst().key);
            }
            if (link.isEmpty()) {
                links.remove();
            }
        }
    }

    /** How many pairs of machines, in whatever direction, have their frames carried here. */
    int talks(MachineId self) {
        Set<Set<MachineId>> pairs = new HashSet<>(); // counted only
        for (Map.Entry<MachineId, ArrayDeque<Carried>> link : byIngress.entrySet()) {
            for (Carried each : link.getKey().equals(self) ? List.<Carried>of() : link.getValue()) {
                CarrierHead head = each.head;
                if (each.state != Carried.State.DELIVERED
                        && !head.origin().equals(head.destination())) {
                    pairs.add(Set.of(head.origin(), head.destination()));
                }
            }
        }
        return pairs.size();
    }

    private MachineId longest() {
        MachineId longest = null;
        int length = 0;
        for (Map.Entry<MachineId, ArrayDeque<Carried>> link : byIngress.entrySet()) {
            if (link.getValue().size() > length) {
                length = link.getValue().size();
                longest = link.getKey();
            }
        }
        return longest;
    }

    private void dropFirst(MachineId ingress) {
        ArrayDeque<Carried> link = byIngress.get(ingress);
        all.remove(link.removeFirst().key);
        if (link.isEmpty()) {
            byIngress.remove(ingress);
        }
    }
}
