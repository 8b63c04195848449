// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The way back of walks that passed here, for a minute. Every hop gives the walk a name of its own,
 * so a walk may come round, and nobody can guess or occupy another's.
 */
final class Routes {
    private static final int MOST = 2_048;
    private static final long KEPT_MS = 60_000;

    private final RandomGenerator random;
    private final Map<Long, Route> all = new LinkedHashMap<>();

    /**
     * A walk's step here.
     *
     * @param from where the answer goes; ourselves if the walk is our own
     * @param nonce its name there
     * @param to from whom alone the answer is taken
     */
    record Route(MachineId from, long nonce, MachineId to, long until) {}

    Routes(RandomGenerator random) {
        this.random = random;
    }

    /** Remembers a step and gives the name under which the walk goes on. */
    long put(MachineId from, long nonce, MachineId to, long now) {
        Iterator<Route> oldest = all.values().iterator();
        while (oldest.hasNext()) {
            if (oldest.next().until > now && all.size() < MOST) {
                break;
            }
            oldest.remove();
        }
        long onward = random.nextLong();
        all.remove(onward);
        all.put(onward, new Route(from, nonce, to, now + KEPT_MS));
        return onward;
    }

    /** Takes the route, once, if the answer comes from where the walk went. */
    Optional<Route> take(long onward, MachineId answerer, long now) {
        Route route = all.get(onward);
        if (route == null || route.until <= now || !route.to.equals(answerer)) {
            return Optional.empty();
        }
        all.remove(onward);
        return Optional.of(route);
    }

    int size() {
        return all.size();
    }

    void clear() {
        all.clear();
    }
}
