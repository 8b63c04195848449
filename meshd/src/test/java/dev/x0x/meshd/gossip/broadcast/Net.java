// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastCodec;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** Some hundred nodes in virtual time, every signature genuine, links of 10 to 100 ms. */
final class Net {
    private record Happening(long at, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final class Node {
        final int number;
        final MachineId id;
        final Broadcast machine;
        final Set<Node> neighbours = new LinkedHashSet<>();
        final Map<RecordId, Long> delivered = new HashMap<>();
        final List<BroadcastEffect.Alive> alive = new ArrayList<>();
        final List<BroadcastEffect.Scored> scored = new ArrayList<>();
        final List<BroadcastEffect.CutOff> cutOff = new ArrayList<>();
        boolean up = true;

        /** Accepts everything and says nothing on. */
        boolean silent;

        Node(int number, BroadcastSettings settings) {
            this.number = number;
            id = Records.machine(number + 1);
            machine = new Broadcast(id, settings, new Random(number));
        }

        void on(BroadcastEvent event) {
            if (!up) {
                return;
            }
            List<BroadcastEffect> effects =
                    machine.on(event, Duration.ofMillis(now), Records.WALL + now);
            for (BroadcastEffect effect : effects) {
                switch (effect) {
                    case BroadcastEffect.Send(var to, var frame) ->
                            send(this, nodes.get(to), frame);
                    case BroadcastEffect.Verify(long ticket, _, _) ->
                            later(1, () -> on(new BroadcastEvent.Verified(ticket, true)));
                    case BroadcastEffect.Deliver(var record, _) ->
                            delivered.putIfAbsent(record.id(), now);
                    case BroadcastEffect.Alive sign -> alive.add(sign);
                    case BroadcastEffect.Scored one -> scored.add(one);
                    case BroadcastEffect.CutOff one -> cutOff.add(one);
                    case BroadcastEffect.Useful _ -> {}
                    case BroadcastEffect.WakeAt(var at) ->
                            later(
                                    Math.max(0, at.toMillis() - now),
                                    () -> on(new BroadcastEvent.Wake()));
                    case BroadcastEffect.Found _, BroadcastEffect.NotFound _ -> {}
                }
            }
        }
    }

    final List<Node> list = new ArrayList<>();
    final Map<MachineId, Node> nodes = new HashMap<>();
    final Map<RecordId, Integer> payloads = new HashMap<>();
    final Random random;
    long now;
    long bytes;
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final Map<Long, Long> latency = new HashMap<>();
    private long order;

    Net(int size, int degree, long seed, BroadcastSettings settings) {
        random = new Random(seed);
        for (int i = 0; i < size; i++) {
            Node node = new Node(i, settings);
            list.add(node);
            nodes.put(node.id, node);
        }
        for (int i = 1; i < size; i++) {
            link(list.get(i), list.get(random.nextInt(i)));
        }
        while (links() < (long) size * degree / 2) {
            link(list.get(random.nextInt(size)), list.get(random.nextInt(size)));
        }
    }

    /** One more, with this many neighbours by chance. */
    Node newcomer(int degree) {
        Node node = new Node(list.size(), BroadcastSettings.usual());
        nodes.put(node.id, node);
        while (node.neighbours.size() < degree) {
            link(node, list.get(random.nextInt(list.size())));
        }
        list.add(node);
        return node;
    }

    void link(Node one, Node other) {
        if (one == other || !one.neighbours.add(other)) {
            return;
        }
        other.neighbours.add(one);
        one.on(new BroadcastEvent.NeighbourUp(other.id));
        other.on(new BroadcastEvent.NeighbourUp(one.id));
    }

    /** The nodes go, their neighbours notice at once. */
    void crash(int count) {
        var living = new ArrayList<>(list.stream().filter(node -> node.up).toList());
        Collections.shuffle(living, random);
        var dead = new HashSet<>(living.subList(0, count));
        dead.forEach(node -> node.up = false);
        for (Node node : dead) {
            for (Node neighbour : node.neighbours) {
                neighbour.neighbours.remove(node);
                neighbour.on(new BroadcastEvent.NeighbourDown(node.id));
            }
            node.neighbours.clear();
        }
    }

    /** Tops the living up to this degree, as membership would. */
    void heal(int degree) {
        List<Node> living = list.stream().filter(node -> node.up).toList();
        for (Node node : living) {
            while (node.neighbours.size() < degree - 1) {
                link(node, living.get(random.nextInt(living.size())));
            }
        }
    }

    void run(long ms) {
        long end = now + ms;
        while (!queue.isEmpty() && queue.peek().at <= end) {
            Happening next = queue.poll();
            now = next.at;
            next.what.run();
        }
        now = end;
    }

    void later(long ms, Runnable what) {
        queue.add(new Happening(now + ms, order++, what));
    }

    void send(Node from, Node to, BroadcastFrame frame) {
        if (!from.neighbours.contains(to) || from.silent) {
            return;
        }
        int size = BroadcastCodec.length(frame, 6 << 10);
        bytes += size;
        if (frame instanceof BroadcastFrame.Gossip(_, var record, _)) {
            payloads.merge(record.id(), 1, Integer::sum);
        }
        later(
                latency(from, to),
                () -> {
                    if (from.neighbours.contains(to)) {
                        to.on(new BroadcastEvent.Heard(from.id, frame, size));
                    }
                });
    }

    /** Payloads beyond the one that each node needs, by node. */
    double redundancy(RecordId id) {
        return payloads.getOrDefault(id, 0) / (double) (living() - 1) - 1;
    }

    long living() {
        return list.stream().filter(node -> node.up).count();
    }

    long reached(RecordId id) {
        return list.stream().filter(node -> node.up && node.delivered.containsKey(id)).count();
    }

    private long latency(Node one, Node other) {
        long low = Math.min(one.number, other.number);
        long high = Math.max(one.number, other.number);
        return latency.computeIfAbsent(low << 32 | high, pair -> 10L + random.nextInt(91));
    }

    private long links() {
        return list.stream().mapToLong(node -> node.neighbours.size()).sum() / 2;
    }
}
