// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machines said to be near. Bounded; safe for use by any thread. */
public final class LanPeers {
    static final int MOST = 64; // a guess: what is found here only saves the first look-up
    private static final Duration LIFE = Duration.ofMinutes(75); // of a record, RFC 6762 §10

    private record Found(Sighting sighting, Duration at) {}

    private final Map<MachineId, Found> found = new LinkedHashMap<>();

    /** Nobody yet. */
    public LanPeers() {}

    /** The newest word counts; when there are too many the one not heard for longest goes. */
    synchronized void sighted(Sighting sighting, Duration uptime) {
        found.remove(sighting.machine());
        if (found.size() >= MOST) {
            found.remove(found.keySet().iterator().next());
        }
        found.put(sighting.machine(), new Found(sighting, uptime));
    }

    synchronized void forgetOld(Duration uptime) {
        found.values().removeIf(each -> uptime.minus(each.at).compareTo(LIFE) > 0);
    }

    /** Where this machine is said to be; nothing is proven of it. */
    public synchronized List<Endpoint> addresses(MachineId machine) {
        Found one = found.get(machine);
        return one == null ? List.of() : one.sighting.addresses();
    }

    /** All of them. */
    synchronized List<Sighting> all() {
        return found.values().stream().map(Found::sighting).toList();
    }

    /** How many. */
    public synchronized int size() {
        return found.size();
    }
}
