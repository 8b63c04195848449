// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The next hops toward every machine that was heard of (DECISIONS D3): the best one is whoever
 * brought the newest sign of life first, the alternates are in order of arrival. Following best
 * hops cannot loop: each next node had that sign of life, or a newer one, before us.
 */
final class Routes {
    private static final int MOST_INTERNED = 4_096;
    private static final Hop[] NONE = {};

    private final int mostDestinations;
    private final int mostHops;
    private final long demotion;
    private final int mostDemoted;
    private final LinkedHashMap<MachineId, Route> routes = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Demoted, Long> demoted = new LinkedHashMap<>();
    private final Map<Hop, Hop> interned = new HashMap<>(); // looked up only, never iterated

    private record Demoted(MachineId destination, MachineId hop) {}

    private static final class Route {
        private long freshness;

        /** So many of the hops, from the first, are of this freshness. */
        private int fresh = 1;

        private Hop[] hops;

        Route(long freshness, Hop best) {
            this.freshness = freshness;
            this.hops = new Hop[] {best};
        }
    }

    Routes(UnicastSettings settings) {
        mostDestinations = settings.mostDestinations();
        mostHops = 1 + settings.mostAlternates();
        demotion = settings.demotion().toNanos();
        mostDemoted = settings.mostRemembered();
    }

    int size() {
        return routes.size();
    }

    /** The ways toward this machine, best first; whether their links are up is not known here. */
    List<Hop> toward(MachineId destination) {
        Route route = routes.get(destination);
        return Arrays.asList(route == null ? NONE : route.hops);
    }

    void learn(UnicastEvent.Alive alive, long now) {
        Hop hop = intern(new Hop(alive.via(), alive.hops()));
        Route route = routes.get(alive.machine());
        if (route == null) {
            routes.put(alive.machine(), new Route(alive.freshness(), hop));
            trim(routes, mostDestinations);
        } else if (alive.freshness() > route.freshness) {
            newer(route, hop, alive, now);
        } else if (alive.freshness() == route.freshness && !hop.peer().equals(best(route))) {
            int at = indexOf(route, hop.peer());
            if (at < 0 || at >= route.fresh) {
                insert(route, route.fresh, hop);
                route.fresh = Math.min(route.fresh + 1, route.hops.length);
            }
        }
    }

    private void newer(Route route, Hop hop, UnicastEvent.Alive alive, long now) {
        if (!alive.first()) {
            // Not the one who brought it: good enough to be tried last.
            if (indexOf(route, hop.peer()) < 0) {
                insert(route, route.hops.length, hop);
            }
            return;
        }
        route.freshness = alive.freshness();
        if (isDemoted(alive.machine(), hop.peer(), now)) {
            insert(route, route.hops.length, hop);
        } else {
            insert(route, 0, hop);
        }
        route.fresh = 1;
    }

    /**
     * The best hop loses its place to the next one, and may not come back at once; whether it was
     * the best and there is another.
     */
    boolean demote(MachineId destination, MachineId peer, long now) {
        Route route = routes.get(destination);
        if (route == null || route.hops.length < 2 || !best(route).equals(peer)) {
            return false;
        }
        insert(route, route.hops.length, route.hops[0]);
        route.fresh = Math.max(1, Math.min(route.fresh, route.hops.length) - 1);
        demoted.remove(new Demoted(destination, peer));
        demoted.put(new Demoted(destination, peer), now + demotion);
        trim(demoted, mostDemoted);
        return true;
    }

    private boolean isDemoted(MachineId destination, MachineId peer, long now) {
        Long until = demoted.isEmpty() ? null : demoted.get(new Demoted(destination, peer));
        return until != null && now - until < 0;
    }

    private static MachineId best(Route route) {
        return route.hops[0].peer();
    }

    private static int indexOf(Route route, MachineId peer) {
        for (int i = 0; i < route.hops.length; i++) {
            if (route.hops[i].peer().equals(peer)) {
                return i;
            }
        }
        return -1;
    }

    /** Puts the hop at this place; it leaves the one it had, and what is too many falls off. */
    private void insert(Route route, int place, Hop hop) {
        int had = indexOf(route, hop.peer());
        int length = route.hops.length - (had < 0 ? 0 : 1);
        int at = had >= 0 && had < place ? place - 1 : place;
        if (at >= mostHops) {
            return;
        }
        Hop[] hops = new Hop[Math.min(length + 1, mostHops)];
        int to = 0;
        for (int i = 0; i < route.hops.length && to < hops.length; i++) {
            if (to == at) {
                hops[to++] = hop;
            }
            if (i != had && to < hops.length) {
                hops[to++] = route.hops[i];
            }
        }
        if (to < hops.length) {
            hops[to] = hop;
        }
        route.hops = hops;
    }

    private Hop intern(Hop hop) {
        if (interned.size() >= MOST_INTERNED) {
            interned.clear();
        }
        Hop known = interned.putIfAbsent(hop, hop);
        return known == null ? hop : known;
    }

    static <K, V> void trim(Map<K, V> map, int most) {
        Iterator<K> eldest = map.keySet().iterator();
        while (map.size() > most) {
            eldest.next();
            eldest.remove();
        }
    }
}
