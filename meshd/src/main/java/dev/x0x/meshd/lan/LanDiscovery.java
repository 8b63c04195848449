// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import dev.x0x.identity.MachineId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks for machines on the LAN and dials those worth it. A thread of its own does all of it: the
 * daemon waits neither for its start nor, but for a moment, for its end.
 */
public final class LanDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LanDiscovery.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration INTERFACES = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int MOST_DOORS = 4;

    private final Wiring wiring;
    private final Map<InetAddress, Multicast.Door> doors = new LinkedHashMap<>();
    private final Map<InetAddress, Duration> closedUntil = new HashMap<>();
    private final Map<MachineId, Try> tries = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private Duration interfacesAt = Duration.ZERO;
    private volatile int open;

    private record Try(Duration pause, Duration notBefore) {}

    /**
     * What it needs.
     *
     * @param interfaces the addresses to speak on, looked up anew now and then
     * @param uptime monotonic
     */
    public record Wiring(
            Multicast multicast,
            Multicast.Self self,
            Supplier<List<InetAddress>> interfaces,
            LanPeers peers,
            Dialler dialler,
            Supplier<Duration> uptime) {}

    /** Who dials. */
    public interface Dialler {
        /** Whether a link to this machine would be of use now. */
        boolean wants(MachineId machine);

        /** Dials it where it is said to be, with its id pinned; blocks. True if it answered. */
        boolean dial(Sighting sighting) throws InterruptedException;
    }

    /** Does nothing before {@link #start}. */
    public LanDiscovery(Wiring wiring) {
        this.wiring = wiring;
        // A platform thread: the library's sockets would pin a carrier.
        thread = Thread.ofPlatform().daemon().name("lan").unstarted(this::run);
    }

    /** Begins; returns at once. */
    public void start() {
        thread.start();
    }

    /** On how many interfaces it speaks and hears. */
    public int interfaces() {
        return open;
    }

    private void run() {
        try {
            do {
                round();
            } while (!stop.await(ROUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the look-out on the LAN was told to stop");
        } catch (RuntimeException e) {
            LOG.warn("machines on the LAN are no longer looked for", e);
        } finally {
            doors.values().forEach(LanDiscovery::quietly);
            open = 0;
        }
    }

    /** One look around; on the thread, or in a test. */
    void round() throws InterruptedException {
        Duration now = wiring.uptime().get();
        if (now.compareTo(interfacesAt) >= 0) {
            interfacesAt = now.plus(INTERFACES);
            wiring.peers().forgetOld(now);
            follow(wiring.interfaces().get(), now);
        }
        for (Map.Entry<InetAddress, Multicast.Door> each : List.copyOf(doors.entrySet())) {
            if (each.getValue().flooded()) {
                LOG.warn("too much is said by mDNS on one network: not heard for a minute");
                shut(each.getKey());
                closedUntil.put(each.getKey(), now.plus(AGAIN));
            }
        }
        open = doors.size();
        dial(now);
    }

    private void follow(List<InetAddress> interfaces, Duration now) {
        List<InetAddress> wanted = interfaces.stream().limit(MOST_DOORS).toList();
        for (InetAddress gone : List.copyOf(doors.keySet())) {
            if (!wanted.contains(gone)) {
                shut(gone);
            }
        }
        closedUntil.values().removeIf(until -> now.compareTo(until) >= 0);
        for (InetAddress each : wanted) {
            if (!doors.containsKey(each) && !closedUntil.containsKey(each)) {
                open(each, now);
            }
        }
    }

    private void open(InetAddress on, Duration now) {
        try {
            doors.put(on, wiring.multicast().open(on, wiring.self(), this::sighted));
        } catch (IOException e) {
            LOG.info("no mDNS on one interface: {}", e.getMessage());
            closedUntil.put(on, now.plus(LONGEST));
        }
    }

    private void sighted(Sighting sighting) {
        wiring.peers().sighted(sighting, wiring.uptime().get());
    }

    /** Each machine once, then ever less often while it is wanted and does not answer. */
    private void dial(Duration now) throws InterruptedException {
        List<Sighting> near = wiring.peers().all();
        Set<MachineId> known = Set.copyOf(near.stream().map(Sighting::machine).toList());
        tries.keySet().retainAll(known);
        for (Sighting each : new ArrayList<>(near)) {
            Try last = tries.get(each.machine());
            if ((last == null || now.compareTo(last.notBefore()) >= 0)
                    && wiring.dialler().wants(each.machine())) {
                Duration pause = last == null ? AGAIN : last.pause().multipliedBy(2);
                pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
                tries.put(each.machine(), new Try(pause, now.plus(pause)));
                boolean answered = wiring.dialler().dial(each);
                LOG.debug("a machine on the LAN was dialled: {}", answered);
            }
        }
    }

    private void shut(InetAddress on) {
        quietly(doors.remove(on));
    }

    private static void quietly(Multicast.Door door) {
        try {
            door.close();
        } catch (IOException e) {
            LOG.debug("mDNS could not say goodbye: {}", e.getMessage());
        }
    }

    /** Stops; what is slow about it goes on by itself, on a thread that keeps no program alive. */
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
    }
}
