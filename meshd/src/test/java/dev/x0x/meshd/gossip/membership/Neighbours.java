// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** A few hundred memberships and a plain event loop: dials, links, latency, crashes, firewalls. */
final class Neighbours {
    static final long WALL = 1_800_000_000L;

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::seq));
    private final Random random;
    final List<Node> nodes = new ArrayList<>();
    private final Map<MachineId, Node> byId = new HashMap<>();
    private final Map<Endpoint, Node> byAddress = new HashMap<>();
    private long seq;
    long now;
    int dials;
    int misdeeds;

    record Due(long at, long seq, Runnable run) {}

    Neighbours(long seed) {
        random = new Random(seed);
    }

    final class Node {
        final MachineId id;
        final Endpoint at;
        final boolean firewalled;
        final Membership membership;
        final Map<Node, Boolean> links = new LinkedHashMap<>(); // whether we dialled
        final Set<MachineId> neighbours = new HashSet<>();
        Hint hint;
        Role role = Role.UNKNOWN;
        int side;
        boolean dead;
        private long started;
        private long wake = -1;

        Node(int index, boolean firewalled, boolean reachable, MembershipSettings settings) {
            this.id =
                    MachineId.of(
                            ByteBuffer.allocate(32)
                                    .putLong(random.nextLong())
                                    .putInt(20, index)
                                    .array());
            this.at =
                    Endpoint.of(
                            new byte[] {
                                (byte) (11 + index % 80),
                                (byte) (index / 80),
                                (byte) random.nextInt(),
                                7
                            },
                            5483);
            this.firewalled = firewalled;
            this.hint = new Hint(id, List.of(at), reachable, WALL);
            this.membership = new Membership(id, settings, new Random(random.nextLong()));
        }

        void start(List<Endpoint> bootstrap, List<Hint> cached) {
            started = now;
            on(new MembershipEvent.Started(hint, bootstrap, cached));
        }

        void on(MembershipEvent event) {
            if (!dead) {
                membership
                        .on(event, Duration.ofMillis(now - started), WALL * 1000 + now)
                        .forEach(this::done);
            }
        }

        private void done(MembershipEffect effect) {
            switch (effect) {
                case MembershipEffect.Send(MachineId to, var frame) -> {
                    Node peer = byId.get(to);
                    if (links.containsKey(peer)) {
                        later(
                                latency(this, peer),
                                () -> {
                                    if (peer.links.containsKey(this)) {
                                        peer.on(new MembershipEvent.Heard(id, frame));
                                    }
                                });
                    }
                }
                case MembershipEffect.Dial(Target target) -> dial(target);
                case MembershipEffect.Release(MachineId to, String why) ->
                        later(latency(this, byId.get(to)), () -> cut(this, byId.get(to)));
                case MembershipEffect.NeighbourUp(MachineId peer) -> {
                    if (!neighbours.add(peer)) {
                        throw new AssertionError("twice a neighbour");
                    }
                }
                case MembershipEffect.NeighbourDown(MachineId peer) -> {
                    if (!neighbours.remove(peer)) {
                        throw new AssertionError("was no neighbour");
                    }
                }
                case MembershipEffect.Confirm(MachineId machine, MachineId introducer) ->
                        later(
                                80,
                                () ->
                                        on(
                                                new MembershipEvent.Confirmed(
                                                        machine,
                                                        Optional.ofNullable(byId.get(machine))
                                                                .map(n -> n.hint))));
                case MembershipEffect.RoleIs(Role is) -> {
                    role = is;
                    hint = new Hint(id, List.of(at), is == Role.PUBLIC, WALL + now / 1000 + 1);
                    later(1, () -> on(new MembershipEvent.SelfChanged(hint)));
                }
                case MembershipEffect.Misbehaved m -> misdeeds++;
                case MembershipEffect.CacheChanged _ -> {}
                case MembershipEffect.WakeAt(Duration at) -> {
                    long due = started + at.toMillis();
                    wake = due;
                    if (at.toMillis() < Long.MAX_VALUE / 2) {
                        later(
                                due - now,
                                () -> {
                                    if (wake == due) {
                                        wake = -1;
                                        on(new MembershipEvent.Wake());
                                    }
                                });
                    }
                }
            }
        }

        private void dial(Target target) {
            dials++;
            Node peer =
                    switch (target) {
                        case Target.Address(Endpoint where) -> byAddress.get(where);
                        case Target.Machine(Hint whom) ->
                                whom.addresses().stream()
                                        .map(byAddress::get)
                                        .filter(n -> n != null && n.id.equals(whom.machine()))
                                        .findFirst()
                                        .orElse(null);
                    };
            if (peer == null || peer.dead || peer.firewalled || peer.side != side) {
                later(10_000, () -> on(new MembershipEvent.DialFailed(target)));
                return;
            }
            later(
                    3 * latency(this, peer),
                    () -> {
                        if (dead || peer.dead || links.containsKey(peer)) {
                            return;
                        }
                        links.put(peer, true);
                        peer.links.put(this, false);
                        on(new MembershipEvent.LinkUp(peer.hint, peer.at, true));
                        peer.on(new MembershipEvent.LinkUp(hint, at, false));
                    });
        }

        void crash() {
            dead = true;
            for (Node each : List.copyOf(links.keySet())) {
                later(15_000, () -> cut(this, each)); // MESH.md row 5
            }
        }
    }

    private void cut(Node one, Node other) {
        if (one.links.remove(other) != null) {
            other.links.remove(one);
            one.on(new MembershipEvent.LinkDown(other.id));
            other.on(new MembershipEvent.LinkDown(one.id));
        }
    }

    /** Cuts every link between sides, 15 s later, and lets no dial cross. */
    void split(Predicate<Node> other) {
        for (Node each : nodes) {
            each.side = other.test(each) ? 1 : 0;
        }
        for (Node one : nodes) {
            for (Node two : List.copyOf(one.links.keySet())) {
                if (one.side != two.side) {
                    later(15_000, () -> cut(one, two));
                }
            }
        }
    }

    void mend() {
        nodes.forEach(each -> each.side = 0);
    }

    void later(long delay, Runnable run) {
        queue.add(new Due(now + delay, seq++, run));
    }

    private static long latency(Node one, Node other) {
        return 10L + Math.floorMod(one.id.hashCode() ^ other.id.hashCode(), 90);
    }

    Node add(boolean firewalled, boolean reachable) {
        return add(firewalled, reachable, MembershipSettings.usual());
    }

    Node add(boolean firewalled, boolean reachable, MembershipSettings settings) {
        Node node = new Node(nodes.size(), firewalled, reachable, settings);
        nodes.add(node);
        byId.put(node.id, node);
        byAddress.put(node.at, node);
        return node;
    }

    void run(Duration time) {
        long end = now + time.toMillis();
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Due due = queue.poll();
            now = due.at();
            due.run().run();
        }
        now = end;
    }

    /** How many of the living are in the largest connected part. */
    int largest() {
        Set<Node> seen = new HashSet<>();
        int largest = 0;
        for (Node each : nodes) {
            if (!each.dead && seen.add(each)) {
                int size = 0;
                Deque<Node> left = new ArrayDeque<>(List.of(each));
                while (!left.isEmpty()) {
                    Node node = left.poll();
                    size++;
                    for (MachineId peer : node.neighbours) {
                        Node next = byId.get(peer);
                        if (!next.dead && next.neighbours.contains(node.id) && seen.add(next)) {
                            left.add(next);
                        }
                    }
                }
                largest = Math.max(largest, size);
            }
        }
        return largest;
    }

    /** Neighbourships that only one side believes in. */
    int oneSided() {
        int count = 0;
        for (Node each : nodes) {
            for (MachineId peer : each.neighbours) {
                Node other = byId.get(peer);
                if (!each.dead && !other.dead && !other.neighbours.contains(each.id)) {
                    count++;
                }
            }
        }
        return count;
    }

    long living() {
        return nodes.stream().filter(n -> !n.dead).count();
    }

    double links(Predicate<Node> of) {
        return nodes.stream()
                .filter(n -> !n.dead)
                .filter(of)
                .mapToInt(n -> n.neighbours.size())
                .average()
                .orElse(0);
    }
}
