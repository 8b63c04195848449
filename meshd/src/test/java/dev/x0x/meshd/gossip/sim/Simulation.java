// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.Hint;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Discrete events in one queue: hosts that hear events and whose nodes' effects make further
 * events. The parts: {@link Wire} carries frames, {@link Dialler} opens links, this class drives
 * the nodes.
 */
final class Simulation {
    /** Virtual time 0 on every true wall clock: 2026-01-01T00:00:00Z. */
    static final long EPOCH_MS = 1_767_225_600_000L;

    final NetworkSettings net;
    final SplittableRandom random;
    final EventHash hash = new EventHash();
    final Traffic traffic = new Traffic();
    final List<Watcher> watchers = new ArrayList<>();
    final Wire wire = new Wire(this);
    final Dialler dialler = new Dialler(this);

    private final long seed;
    private final OccurrenceQueue queue = new OccurrenceQueue();
    private final List<Host> hosts = new ArrayList<>();
    private final Map<MachineId, Host> byId = new HashMap<>();
    private final Map<Endpoint, Host> byEndpoint = new HashMap<>();
    private long now;

    Simulation(NetworkSettings net, long seed) {
        this.net = net;
        this.seed = seed;
        this.random = new SplittableRandom(EventHash.mix(seed));
    }

    /** Microseconds since the beginning. */
    long now() {
        return now;
    }

    List<Host> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    Host host(MachineId id) {
        return byId.get(id);
    }

    Host hostAt(Endpoint endpoint) {
        return byEndpoint.get(endpoint);
    }

    /** Puts a machine into the world, switched off. */
    Host add(NodeKind kind, Reach reach, Endpoint endpoint) {
        ByteBuffer id = ByteBuffer.allocate(32);
        for (int i = 0; i < 4; i++) {
            id.putLong(EventHash.mix(seed * 31 + hosts.size() * 4L + i));
        }
        Host host = new Host(hosts.size(), MachineId.of(id.array()), endpoint, reach, kind, net);
        hosts.add(host);
        byId.put(host.id, host);
        byEndpoint.put(endpoint, host);
        traffic.grow(hosts.size());
        return host;
    }

    /** One way between two hosts: drawn once from the seed, the same both ways. */
    long latency(Host one, Host other) {
        long low = Math.min(one.index, other.index);
        long high = Math.max(one.index, other.index);
        long draw = EventHash.mix(seed ^ EventHash.mix(low << 32 | high)) >>> 11;
        double share = draw * 0x1.0p-53;
        return net.minLatency() + (long) (share * (net.maxLatency() - net.minLatency()));
    }

    /** Lets time pass until then; everything due by then has happened afterwards. */
    void runUntil(long time) {
        while (!queue.isEmpty() && queue.nextTime() <= time) {
            Occurrence next = queue.poll();
            now = next.time;
            next.happen();
        }
        now = Math.max(now, time);
    }

    void runFor(long microseconds) {
        runUntil(now + microseconds);
    }

    void at(long time, Occurrence what) {
        queue.add(Math.max(time, now), what);
    }

    /** Does something to the world at a time. */
    void at(long time, Runnable what) {
        at(
                time,
                new Occurrence() {
                    @Override
                    void happen() {
                        what.run();
                    }
                });
    }

    int pending() {
        return queue.size();
    }

    // What happens to machines.

    /** Switches a machine on. */
    void start(Host host) {
        host.life++;
        host.state = Host.State.UP;
        host.startedAt = now;
        host.role = Role.UNKNOWN;
        host.wakeAt = Long.MAX_VALUE;
        host.queuedWake = Long.MAX_VALUE;
        host.node =
                host.kind.start(
                        host,
                        new SplittableRandom(
                                EventHash.mix(seed ^ ((long) host.index << 20 | host.life))));
        announce(host, false);
        deliver(host, new Event.Started(host.hint, host.bootstrap, host.cache));
    }

    /** The machine stops at once; nobody is told. */
    void crash(Host host) {
        if (host.state == Host.State.OFF) {
            return;
        }
        host.cache = host.glimpse().cache();
        host.state = Host.State.OFF;
        host.node = null;
        host.heldInSleep.clear();
        List<SimLink> links = List.copyOf(host.links.values());
        host.links.clear();
        links.forEach(wire::refresh);
    }

    /** The machine stops and closes its links. */
    void stop(Host host) {
        for (SimLink link : List.copyOf(host.links.values())) {
            wire.close(link, host, false);
        }
        crash(host);
    }

    /** The machine freezes. */
    void sleep(Host host) {
        host.state = Host.State.ASLEEP;
        host.links.values().forEach(wire::refresh);
    }

    /** The machine goes on where it froze. */
    void wake(Host host) {
        host.state = Host.State.UP;
        deliver(host, new Event.Resumed());
        for (SimLink link : List.copyOf(host.links.values())) {
            wire.resume(link, host);
        }
        List<Event> held = List.copyOf(host.heldInSleep);
        host.heldInSleep.clear();
        held.forEach(each -> deliver(host, each));
        host.queuedWake = Long.MAX_VALUE;
        queueWake(host);
    }

    /** Cuts the network in parts, or joins it if all sides are equal. */
    void divide(java.util.function.ToIntFunction<Host> side) {
        hosts.forEach(each -> each.side = side.applyAsInt(each));
        for (Host host : hosts) {
            List.copyOf(host.links.values()).forEach(wire::refresh);
        }
    }

    // What nodes hear and do.

    /** Tells a node something later, unless it has been started anew by then. */
    void later(long time, Host host, Event event) {
        int life = host.life;
        at(
                time,
                new Occurrence() {
                    @Override
                    void happen() {
                        if (host.life == life) {
                            deliver(host, event);
                        }
                    }
                });
    }

    /** Tells a node something now and does what it wants. */
    void deliver(Host host, Event event) {
        deliver(host, event, event instanceof Event.Heard ? -1 : detail(event));
    }

    /** The same, with what of the event goes into the hash. */
    void deliver(Host host, Event event, long detail) {
        if (host.state == Host.State.OFF) {
            return;
        }
        if (host.state == Host.State.ASLEEP) {
            host.heldInSleep.add(event);
            return;
        }
        hash.add(now, host.index, kind(event), detail);
        List<Effect> effects = host.node.on(event, uptime(host), wallMs(host));
        for (int i = 0; i < effects.size(); i++) {
            if (host.state == Host.State.OFF) {
                return;
            }
            perform(host, effects.get(i));
        }
    }

    Duration uptime(Host host) {
        return Duration.ofNanos((now - host.startedAt) * 1_000);
    }

    long wallMs(Host host) {
        return EPOCH_MS + now / 1_000 + host.clockOffsetMs;
    }

    private void perform(Host host, Effect effect) {
        switch (effect) {
            case Effect.Send e -> wire.send(host, e.to(), e.frame());
            case Effect.Dial e -> dialler.dial(host, e.target());
            case Effect.Release e -> wire.close(host, e.peer());
            case Effect.CutOff e -> {
                watchers.forEach(w -> w.cutOff(host, e.peer(), e.why()));
                wire.close(host, e.peer());
            }
            case Effect.Verify e -> verify(host, e);
            case Effect.Deliver e -> watchers.forEach(w -> w.delivered(host, e.record(), e.via()));
            case Effect.Found e -> watchers.forEach(w -> w.found(host, e.record()));
            case Effect.NotFound e -> watchers.forEach(w -> w.notFound(host, e.key()));
            case Effect.Forward e -> wire.forward(host, e.to(), e.head(), e.frame(), e.hopLimit());
            case Effect.Custody e -> wire.custody(host, e.to(), e.of());
            case Effect.DeliverCarrier e -> arrived(host, e.head(), e.frame());
            case Effect.Stuck e -> watchers.forEach(w -> w.stuck(host, e.head(), e.why()));
            case Effect.Neighbour _, Effect.Alive _ -> {} // for the daemon's own view
            case Effect.RoleIs e -> role(host, e.role());
            case Effect.CacheChanged _ -> {} // read when the machine stops
            case Effect.WakeAt e -> {
                host.wakeAt = host.startedAt + e.uptime().toNanos() / 1_000;
                queueWake(host);
            }
        }
    }

    private void arrived(Host host, CarrierHead head, byte[] frame) {
        watchers.forEach(w -> w.arrived(host, head, frame));
    }

    /** A signature costs time on one of the node's verifiers; a full queue loses the question. */
    private void verify(Host host, Effect.Verify asked) {
        long[] freeAt = host.verifierFreeAt;
        int first = 0;
        for (int i = 1; i < freeAt.length; i++) {
            if (freeAt[i] < freeAt[first]) {
                first = i;
            }
        }
        long start = Math.max(now, freeAt[first]);
        if (start - now > net.verify() * net.verifyQueue() / freeAt.length) {
            return;
        }
        freeAt[first] = start + net.verify();
        host.verifyBusy += net.verify();
        later(
                freeAt[first],
                host,
                new Event.Verified(asked.ticket(), Stand.genuine(asked.record())));
    }

    /**
     * The host learned whether strangers can dial it: its Hello says so from now on, and its peers
     * hear it at once, in place of the broadcast to all.
     */
    private void role(Host host, Role role) {
        host.role = role;
        boolean reachable = role == Role.PUBLIC;
        if (host.hint.reachable() != reachable) {
            announce(host, reachable);
            later(now, host, new Event.SelfChanged(host.hint));
            for (SimLink link : host.links.values()) {
                Host peer = link.peerOf(host);
                host.hello.forEach(each -> later(now + link.latency, peer, new Event.Known(each)));
            }
        }
    }

    /** A new announcement for the Hello of links to come. */
    private void announce(Host host, boolean reachable) {
        long version = Math.max(wallMs(host) / 1_000, host.hint.announcedAt() + 1);
        host.hint = new Hint(host.id, host.hint.addresses(), reachable, version);
        if (host.kind.announces()) {
            host.hello = List.of(Stand.announcement(host, version, wallMs(host)));
        }
    }

    /** Keeps one entry of the queue per host where it can; one that came too early is renewed. */
    private void queueWake(Host host) {
        if (host.wakeAt >= host.queuedWake || host.wakeAt == Long.MAX_VALUE) {
            return;
        }
        long due = Math.max(host.wakeAt, now);
        int life = host.life;
        host.queuedWake = due;
        at(
                due,
                new Occurrence() {
                    @Override
                    void happen() {
                        if (host.life == life && host.queuedWake == time && host.up()) {
                            woken(host);
                        }
                    }
                });
    }

    private void woken(Host host) {
        host.queuedWake = Long.MAX_VALUE;
        if (host.wakeAt <= now) {
            host.wakeAt = Long.MAX_VALUE;
            deliver(host, new Event.Wake());
        } else {
            queueWake(host);
        }
    }

    private static int kind(Event event) {
        return switch (event) {
            case Event.Heard e -> 32 + FrameName.of(e.frame()).number;
            case Event.Started _ -> 1;
            case Event.SelfChanged _ -> 2;
            case Event.LinkUp _ -> 3;
            case Event.LinkDown _ -> 4;
            case Event.LinkMeasured _ -> 5;
            case Event.LinkSuspect _ -> 6;
            case Event.LinkWritable _ -> 7;
            case Event.LinkRefused _ -> 20;
            case Event.DialFailed _ -> 8;
            case Event.Malformed _ -> 9;
            case Event.Arrived _ -> 10;
            case Event.Post _ -> 11;
            case Event.Acknowledged _ -> 12;
            case Event.Verified _ -> 13;
            case Event.Publish _ -> 14;
            case Event.Known _ -> 15;
            case Event.Beat _ -> 16;
            case Event.Seek _ -> 17;
            case Event.Wake _ -> 18;
            case Event.Resumed _ -> 19;
            case Event.Trusted _ -> 21;
        };
    }

    /** No hash codes: another JDK may compute them differently. */
    private long detail(Event event) {
        return switch (event) {
            case Event.LinkUp e -> index(e.hint().machine()) * 2L + (e.weDialled() ? 1 : 0);
            case Event.LinkDown e -> index(e.peer());
            case Event.LinkMeasured e -> e.rtt().toNanos();
            case Event.LinkSuspect e -> index(e.peer()) * 2L + (e.suspect() ? 1 : 0);
            case Event.Arrived e -> e.head().hashHigh();
            case Event.Post e -> e.head().hashHigh();
            case Event.LinkRefused e -> e.head().hashHigh();
            case Event.Verified e -> e.ticket() * 2 + (e.genuine() ? 1 : 0);
            case Event.Publish e -> e.record().id().low();
            case Event.Known e -> e.record().id().low();
            case Event.Beat e -> e.slot();
            default -> 0;
        };
    }

    private int index(MachineId id) {
        Host host = byId.get(id);
        return host == null ? -1 : host.index;
    }
}
