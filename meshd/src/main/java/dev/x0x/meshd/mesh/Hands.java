// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.CarrierHeads;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.OverlayCodec;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.RecordCheck;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.link.DialException;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does what the overlay wants done. Called by the mesh's thread alone, except where a method says
 * otherwise; nothing here blocks it.
 */
final class Hands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hands.class);
    private static final Duration DIAL = Duration.ofSeconds(10); // MESH.md row 3
    private static final Duration SAVE = Duration.ofSeconds(30);
    private static final Duration FULL = Duration.ofMillis(20); // about a round trip of a LAN

    /** A machine that said nothing for so long may be gone: heartbeats come far more often. */
    private static final Duration ALIVE = Duration.ofMinutes(10);

    private static final int MOST_OWN_BYTES = 2 << 20; // MESH.md row 43
    private static final int MOST_RECORDS_WAITING = 4_096;
    private static final int MOST_ALIVE = 65_536;

    private final Mesh.Wiring wiring;
    private final Consumer<Runnable> later;
    private final Consumer<Event> now;
    private final Consumer<Duration> wakeAt;
    private final RecordCheck check;
    private final Set<MachineId> neighbours = ConcurrentHashMap.newKeySet();
    private final Map<MachineId, Duration> alive = new ConcurrentHashMap<>();
    private final Map<SignedRecord.Key, List<CompletableFuture<Optional<SignedRecord>>>> sought =
            new HashMap<>();
    private final AtomicInteger ownBytes = new AtomicInteger();
    private volatile Duration fullUntil = Duration.ZERO;
    private final ThreadPoolExecutor disk =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MOST_RECORDS_WAITING),
                    Thread.ofVirtual().name("mesh-records").factory());
    private boolean cacheChanged;
    private Duration saveAt = SAVE;
    private Supplier<List<Hint>> cache = List::of;

    /**
     * @param later puts a task into the mesh's queue; from any thread
     * @param now lets the overlay take an event, on the mesh's thread
     */
    Hands(
            Mesh.Wiring wiring,
            Consumer<Runnable> later,
            Consumer<Event> now,
            Consumer<Duration> wakeAt) {
        this.wiring = wiring;
        this.later = later;
        this.now = now;
        this.wakeAt = wakeAt;
        this.check = new RecordCheck(wiring.network());
    }

    void perform(List<Effect> effects) {
        List<Event> refused = new ArrayList<>();
        for (Effect effect : effects) {
            perform(effect, refused);
        }
        refused.forEach(now);
    }

    private void perform(Effect effect, List<Event> refused) {
        switch (effect) {
            case Effect.Send(var to, var frame) -> send(to, frame);
            case Effect.Dial(var target) ->
                    Thread.ofVirtual().name("mesh-dial").start(() -> dial(target));
            case Effect.Release(var peer, var why) -> {
                if (!wiring.arrivals().wanted(peer)) {
                    wiring.links().to(peer).ifPresent(link -> link.close(why));
                }
            }
            case Effect.CutOff(var peer, var why) -> {
                LOG.warn("a link was cut off: {}", why);
                wiring.links().to(peer).ifPresent(link -> link.close(why));
            }
            case Effect.Verify(var ticket, _, var signed) -> verify(ticket, signed);
            case Effect.Deliver(var signed, _) -> deliver(signed);
            case Effect.Found(var signed) -> {
                deliver(signed);
                sought.keySet().stream()
                        .filter(signed::answers)
                        .toList()
                        .forEach(key -> answer(key, Optional.of(signed)));
            }
            case Effect.NotFound(var key) -> answer(key, Optional.empty());
            case Effect.Forward(var to, var head, var frame, var hopLimit) -> {
                if (!forward(to, CarrierHeads.withHopLimit(frame, hopLimit))) {
                    refused.add(new Event.LinkRefused(to, head));
                }
            }
            case Effect.Custody(var to, var of) -> custody(to, of);
            case Effect.DeliverCarrier(var via, _, var frame) ->
                    wiring.links()
                            .to(via)
                            .ifPresent(link -> wiring.arrivals().carrier(link, frame));
            case Effect.Stuck(_, var why) -> {
                LOG.debug("a message of ours found no way: {}", why);
                fullUntil = wiring.uptime().get().plus(FULL);
            }
            case Effect.Neighbour(var peer, var up) -> {
                boolean _ = up ? neighbours.add(peer) : neighbours.remove(peer);
            }
            case Effect.Alive(var machine) -> {
                if (alive.size() < MOST_ALIVE || alive.containsKey(machine)) {
                    alive.put(machine, wiring.uptime().get());
                }
            }
            case Effect.RoleIs(var role) -> wiring.arrivals().role(role);
            case Effect.CacheChanged _ -> cacheChanged = true;
            case Effect.WakeAt(var at) -> wakeAt.accept(at);
        }
    }

    private void send(MachineId to, OverlayFrame frame) {
        Optional<Link> link = wiring.links().to(to);
        // What finds no room is lost: digests and timers of the overlay make up for it.
        boolean _ =
                link.isPresent() && link.get().send(priority(frame), OverlayCodec.encode(frame));
    }

    /** MESH.md §1: control before exec before announcements before what can wait. */
    private static FramePriority priority(OverlayFrame frame) {
        return switch (frame) {
            case MembershipFrame _ -> FramePriority.CONTROL;
            case BroadcastFrame.Graft _, BroadcastFrame.Prune _ -> FramePriority.CONTROL;
            case BroadcastFrame.Gossip _,
                    BroadcastFrame.Found _,
                    BroadcastFrame.Lookup _,
                    BroadcastFrame.Want _,
                    BroadcastFrame.Heartbeat _ ->
                    FramePriority.ANNOUNCEMENT;
            case BroadcastFrame.IHave _, BroadcastFrame.Digest _ -> FramePriority.BULK;
        };
    }

    private void dial(Target target) {
        try {
            switch (target) {
                case Target.Machine(var hint) -> dial(hint);
                case Target.Address(var at) -> {
                    Link link = wiring.links().dial(at.toSocketAddress(), DIAL);
                    LOG.debug("bootstrap address answered: {}", link.peer());
                }
            }
        } catch (DialException e) {
            LOG.debug("a dial of the mesh failed: {}", e.getMessage());
            later.accept(() -> now.accept(new Event.DialFailed(target)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dial(Hint hint) throws DialException, InterruptedException {
        DialException last = null;
        for (var address : hint.addresses()) {
            try {
                Link _ = wiring.links().dial(hint.machine(), address.toSocketAddress(), DIAL);
                return;
            } catch (DialException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    private void verify(long ticket, SignedRecord signed) {
        try {
            wiring.verify()
                    .execute(
                            () -> {
                                boolean genuine = check.genuine(signed);
                                later.accept(() -> now.accept(new Event.Verified(ticket, genuine)));
                            });
        } catch (RejectedExecutionException e) {
            LOG.debug("not verified: the daemon is stopping");
        }
    }

    private void deliver(SignedRecord signed) {
        try {
            disk.execute(
                    () -> {
                        wiring.floors().taken(signed);
                        wiring.arrivals().record(signed);
                    });
        } catch (RejectedExecutionException e) {
            LOG.debug("a record was not stored: too many wait for the disk");
        }
    }

    private void answer(SignedRecord.Key key, Optional<SignedRecord> found) {
        var waiting = sought.remove(key);
        if (waiting != null) {
            waiting.forEach(each -> each.complete(found));
        }
    }

    void await(SignedRecord.Key key, CompletableFuture<Optional<SignedRecord>> answer) {
        sought.computeIfAbsent(key, _ -> new ArrayList<>()).add(answer);
    }

    private boolean forward(MachineId to, byte[] frame) {
        Optional<Link> link = wiring.links().to(to);
        return link.isPresent() && link.get().send(FramePriority.EXEC, frame);
    }

    private void custody(MachineId to, CarrierHead of) {
        byte[] ack = CarrierHeads.custodyAck(wiring.network(), wiring.self(), to, of);
        wiring.links().to(to).ifPresent(link -> link.send(FramePriority.CONTROL, ack));
    }

    /** Whether it gave a sign of life lately. From any thread. */
    boolean aliveWithin(MachineId machine) {
        Duration seen = alive.get(machine);
        return seen != null && wiring.uptime().get().minus(seen).compareTo(ALIVE) < 0;
    }

    /** How many there are. From any thread. */
    int neighbours() {
        return neighbours.size();
    }

    /** Takes room for a frame of our own, if there is any. From any thread. */
    boolean roomForOwn(int bytes) {
        if (wiring.uptime().get().compareTo(fullUntil) < 0) {
            return false;
        }
        if (ownBytes.addAndGet(bytes) > MOST_OWN_BYTES) {
            ownBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** The frame has reached the machine: its room is free again. */
    void ownTaken(int bytes) {
        ownBytes.addAndGet(-bytes);
    }

    /** Saves what is worth dialling after a restart, now and then. */
    void saveCache(Duration uptime, Supplier<List<Hint>> current) {
        cache = current;
        if (cacheChanged && uptime.compareTo(saveAt) >= 0) {
            cacheChanged = false;
            saveAt = uptime.plus(SAVE);
            alive.values().removeIf(seen -> uptime.minus(seen).compareTo(ALIVE) > 0);
            List<Hint> hints = cache.get();
            try {
                disk.execute(() -> save(hints));
            } catch (RejectedExecutionException e) {
                cacheChanged = true;
            }
        }
    }

    private void save(List<Hint> hints) {
        try {
            wiring.cache().save(hints);
        } catch (IOException e) {
            LOG.warn("the peer cache could not be saved: {}", e.getMessage());
        }
    }

    /** After the mesh's thread has ended. */
    @Override
    public void close() {
        if (cacheChanged) {
            save(cache.get());
        }
        disk.shutdown();
        wiring.floors().close();
    }
}
