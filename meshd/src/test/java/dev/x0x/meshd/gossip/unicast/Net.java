// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/** A network of real machines in virtual time: who is linked, who died, what each frame cost. */
final class Net {
    private static final byte[] NO_BODY = {};

    /** How a node behaves. */
    enum Conduct {
        HONEST,
        /** Gone, and nobody has noticed. */
        DEAD,
        /** Takes custody and forwards nothing. */
        BLACK_HOLE
    }

    private record Due(long atMs, long number, Runnable what) {}

    private final List<Unicast> nodes = new ArrayList<>();
    private final List<List<Integer>> links = new ArrayList<>();
    private final Map<Long, Integer> latency = new HashMap<>();
    private final Conduct[] conduct;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::number));
    private final SplittableRandom random;
    private long nowMs;
    private long events;
    private int frames;

    /** When each message reached its destination first, by message number. */
    final Map<Long, Long> deliveredAt = new HashMap<>();

    /** Frames handed to links, by message number; custody acks are not among them. */
    final Map<Long, Integer> transmissions = new HashMap<>();

    final Set<String> breaches = new LinkedHashSet<>();

    Net(int size, long seed) {
        random = new SplittableRandom(seed);
        conduct = new Conduct[size];
        Arrays.fill(conduct, Conduct.HONEST);
        for (int i = 0; i < size; i++) {
            links.add(new ArrayList<>());
            nodes.add(
                    new Unicast(
                            Scene.machine(i),
                            UnicastSettings.usual(),
                            new SplittableRandom(random.nextLong())));
        }
    }

    static Net line(int size, long seed) {
        Net net = new Net(size, seed);
        for (int i = 1; i < size; i++) {
            net.link(i - 1, i);
        }
        return net;
    }

    static Net ring(int size, long seed) {
        Net net = line(size, seed);
        net.link(size - 1, 0);
        return net;
    }

    /** Every node dials {@code dials} others. */
    static Net random(int size, int dials, long seed) {
        Net net = new Net(size, seed);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < dials; j++) {
                int other = net.random.nextInt(size);
                if (other != i && !net.links.get(i).contains(other)) {
                    net.link(i, other);
                }
            }
        }
        return net;
    }

    void link(int a, int b) {
        links.get(a).add(b);
        links.get(b).add(a);
        int ms = random.nextInt(10, 100); // MESH.md §8.1
        latency.put(((long) a << 32) | b, ms);
        latency.put(((long) b << 32) | a, ms);
        for (int[] end : new int[][] {{a, b}, {b, a}}) {
            on(end[0], new UnicastEvent.LinkUp(Scene.machine(end[1])));
            on(end[0], new UnicastEvent.Neighbour(Scene.machine(end[1]), true));
            on(
                    end[0],
                    new UnicastEvent.Measured(Scene.machine(end[1]), Duration.ofMillis(2L * ms)));
        }
    }

    Unicast node(int node) {
        return nodes.get(node);
    }

    void becomes(int node, Conduct what) {
        conduct[node] = what;
    }

    /** Both ends of this link notice that it is gone. */
    void cut(int a, int b) {
        links.get(a).remove((Integer) b);
        links.get(b).remove((Integer) a);
        on(a, new UnicastEvent.LinkDown(Scene.machine(b)));
        on(b, new UnicastEvent.LinkDown(Scene.machine(a)));
    }

    /**
     * A sign of life of this node spreads by a tree as Plumtree's: who has it sends it to all its
     * links, the first arrival counts, the others were told of it by their lazy links.
     */
    void announce(int origin, long freshness) {
        record Copy(int from, int to, long at, int hops) {}
        PriorityQueue<Copy> copies =
                new PriorityQueue<>(Comparator.comparingLong(Copy::at).thenComparingInt(Copy::to));
        BitSet has = new BitSet();
        has.set(origin);
        for (int to : links.get(origin)) {
            copies.add(new Copy(origin, to, latency(origin, to), 1));
        }
        while (!copies.isEmpty()) {
            Copy copy = copies.poll();
            int node = copy.to();
            if (conduct[node] == Conduct.DEAD) {
                continue;
            }
            boolean first = !has.get(node);
            has.set(node);
            on(
                    node,
                    new UnicastEvent.Alive(
                            Scene.machine(origin),
                            Scene.machine(copy.from()),
                            first,
                            freshness,
                            copy.hops()));
            if (first) {
                for (int to : links.get(node)) {
                    if (to != copy.from() && to != origin) {
                        copies.add(
                                new Copy(node, to, copy.at() + latency(node, to), copy.hops() + 1));
                    }
                }
            }
        }
    }

    int latency(int from, int to) {
        return latency.get(((long) from << 32) | to);
    }

    /** Posts a copy of this message; each copy has a hash of its own. */
    void post(int from, int to, long message, int attempt) {
        CarrierHead head =
                new CarrierHead(
                        1,
                        ++frames,
                        message,
                        true,
                        Scene.machine(to),
                        Scene.machine(from),
                        40,
                        Scene.WALL + nowMs,
                        Scene.WALL + nowMs + 30_000,
                        0,
                        message,
                        4_000);
        on(from, new UnicastEvent.Post(head, NO_BODY, attempt));
    }

    void acknowledged(int from, int of, boolean arrived) {
        on(from, new UnicastEvent.Acknowledged(Scene.machine(of), arrived));
    }

    void at(long ms, Runnable what) {
        queue.add(new Due(ms, events++, what));
    }

    long nowMs() {
        return nowMs;
    }

    void run(long untilMs) {
        while (!queue.isEmpty() && queue.peek().atMs() <= untilMs) {
            Due due = queue.poll();
            nowMs = due.atMs();
            due.what().run();
        }
        nowMs = Math.max(nowMs, untilMs);
    }

    private void on(int node, UnicastEvent event) {
        if (conduct[node] == Conduct.DEAD) {
            return;
        }
        List<UnicastEffect> effects =
                nodes.get(node).on(event, Duration.ofMillis(nowMs), Scene.WALL + nowMs);
        for (UnicastEffect effect : effects) {
            carryOut(node, effect);
        }
    }

    private void carryOut(int node, UnicastEffect effect) {
        switch (effect) {
            case UnicastEffect.Forward(MachineId to, CarrierHead head, byte[] frame, int hops) -> {
                transmissions.merge(head.messageLow(), 1, Integer::sum);
                if (conduct[node] != Conduct.BLACK_HOLE) {
                    send(node, to, arrival(node, hopped(head, hops), frame));
                }
            }
            case UnicastEffect.Custody(MachineId to, CarrierHead of) ->
                    send(node, to, Scene.custodyAck(Scene.machine(node), to, of));
            case UnicastEffect.Deliver(var _, CarrierHead head, var _) ->
                    deliveredAt.putIfAbsent(head.messageLow(), nowMs);
            case UnicastEffect.Misbehaved(var _, String what) -> breaches.add(what);
            case UnicastEffect.WakeAt(Duration at) ->
                    at(
                            Math.max(nowMs, at.plusNanos(999_999).toMillis()),
                            () -> on(node, new UnicastEvent.Wake()));
            case UnicastEffect.Stuck _, UnicastEffect.Dropped _ -> {}
        }
    }

    private static UnicastEvent.Arrived arrival(int from, CarrierHead head, byte[] frame) {
        return new UnicastEvent.Arrived(Scene.machine(from), head, frame, NO_BODY);
    }

    private static CarrierHead hopped(CarrierHead head, int hops) {
        return new CarrierHead(
                head.kind(),
                head.hashHigh(),
                head.hashLow(),
                head.ours(),
                head.destination(),
                head.origin(),
                hops,
                head.createdMs(),
                head.expiresMs(),
                head.messageHigh(),
                head.messageLow(),
                head.bytes());
    }

    private void send(int from, MachineId to, UnicastEvent what) {
        int node = Scene.number(to);
        if (links.get(from).contains(node)) {
            at(
                    nowMs + latency(from, node),
                    () -> {
                        if (links.get(node).contains(from)) {
                            on(node, what);
                        }
                    });
        }
    }

    /** Links on the shortest way over nodes that live; -1 if there is none. */
    int shortest(int from, int to) {
        int[] hops = new int[nodes.size()];
        Arrays.fill(hops, -1);
        hops[from] = 0;
        ArrayDeque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            int node = next.removeFirst();
            for (int peer : links.get(node)) {
                if (hops[peer] < 0 && conduct[peer] != Conduct.DEAD) {
                    hops[peer] = hops[node] + 1;
                    next.addLast(peer);
                }
            }
        }
        return hops[to];
    }
}
