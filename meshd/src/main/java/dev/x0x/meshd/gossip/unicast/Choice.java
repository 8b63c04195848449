// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which link a frame goes on by: the destination's own, else the best next hop, else an alternate;
 * never one it came from or was handed to before.
 */
final class Choice {
    private final Map<MachineId, Egress> links;
    private final Routes routes;
    private final RandomGenerator random;

    Choice(Map<MachineId, Egress> links, Routes routes, RandomGenerator random) {
        this.links = links;
        this.routes = routes;
        this.random = random;
    }

    /** Null if no way is known that was not tried. */
    Egress next(Carried carried) {
        List<Hop> hops = routes.toward(carried.head.destination());
        Egress way = pass(carried, hops, false, carried.avoid);
        if (way == null && strays(carried, hops)) {
            List<Egress> others = others(carried, 1);
            way = others.isEmpty() ? null : others.getFirst();
        }
        if (way == null) {
            way = pass(carried, hops, true, carried.avoid);
        }
        if (way == null && carried.avoid.size() > 1) {
            way = pass(carried, hops, true, List.of(carried.avoid.getLast()));
        }
        if (way == null && !carried.avoid.isEmpty()) {
            way = pass(carried, hops, true, List.of());
        }
        return way;
    }

    /**
     * A retransmission leaves by another next hop than the attempts before (DECISIONS A1), at its
     * origin and at every relay that had one of them. With no alternate it is handed to one other
     * neighbour, who has a way of its own: one copy, no flood.
     */
    private static boolean strays(Carried carried, List<Hop> hops) {
        MachineId destination = carried.head.destination();
        return carried.avoid.stream().anyMatch(each -> !each.equals(destination))
                && carried.tried.isEmpty()
                && !hops.isEmpty();
    }

    private Egress pass(Carried carried, List<Hop> hops, boolean doubtful, List<MachineId> avoid) {
        Egress direct = links.get(carried.head.destination());
        if (usable(carried, direct, doubtful, avoid)) {
            return direct;
        }
        // An alternate that is farther away than the best hop may lie behind us (RFC 5286,
        // loop-free
        // alternates): after the others.
        Egress farther = null;
        for (Hop hop : hops) {
            Egress way = links.get(hop.peer());
            if (usable(carried, way, doubtful, avoid)) {
                if (hop.hops() <= hops.getFirst().hops()) {
                    return way;
                }
                farther = farther == null ? way : farther;
            }
        }
        return farther;
    }

    private static boolean usable(
            Carried carried, Egress way, boolean doubtful, List<MachineId> avoid) {
        return way != null
                && (doubtful || !(way.silent || way.blocked))
                && !avoid.contains(way.peer)
                && !carried.touched(way.peer);
    }

    /** Up to so many neighbours by chance, those in good order before the others. */
    List<Egress> others(Carried carried, int most) {
        List<Egress> good = new ArrayList<>();
        List<Egress> doubtful = new ArrayList<>();
        for (Egress link : links.values()) {
            if (link.neighbour && usable(carried, link, true, carried.avoid)) {
                (link.silent || link.blocked ? doubtful : good).add(link);
            }
        }
        List<Egress> pool = good.isEmpty() ? doubtful : good;
        for (int i = 0; i < Math.min(most, pool.size()); i++) {
            Collections.swap(pool, i, random.nextInt(i, pool.size()));
        }
        return pool.subList(0, Math.min(most, pool.size()));
    }
}
