// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * HyParView with flooding as published (Leitão, Pereira, Rodrigues, DSN 2007), for the calibration
 * of the simulator against the paper's figures; no node of ours does this. A {@code Wake} is one
 * cycle: the experiment sends it.
 */
final class PaperHyParView implements MeshNode, Glimpse {
    private static final int ACTIVE = 5; // paper, §5.1
    private static final int PASSIVE = 30;
    private static final int ARWL = 6;
    private static final int PRWL = 3;
    private static final int SHUFFLED_ACTIVE = 3;
    private static final int SHUFFLED_PASSIVE = 4;
    private static final int REMEMBERED = 64;

    static final NodeKind KIND =
            new NodeKind() {
                @Override
                public MeshNode start(Host host, RandomGenerator random) {
                    return new PaperHyParView(host.hint, random);
                }

                @Override
                public Glimpse glimpse(MeshNode node) {
                    return (PaperHyParView) node;
                }
            };

    /** A shuffle that passed here: back to whom, or what we gave if it is ours. */
    private record Passed(MachineId back, List<Hint> given) {}

    private enum Wanted {
        JOIN,
        NEIGHBOUR,
        URGENT_NEIGHBOUR
    }

    private final Hint self;
    private final RandomGenerator random;
    private final List<Hint> active = new ArrayList<>(ACTIVE);
    private final List<Hint> passive = new ArrayList<>(PASSIVE);
    private final Map<MachineId, Wanted> dialling = new LinkedHashMap<>(4);
    private final Set<MachineId> asked = new HashSet<>(4);
    private final Set<MachineId> refusedBy = new HashSet<>(4);
    private final Map<Long, Passed> passed = new LinkedHashMap<>(8);
    private final Set<RecordId> seen = new HashSet<>(4);
    private final Map<MachineId, Hint> linked = new LinkedHashMap<>(8);
    private List<Effect> out = new ArrayList<>();

    PaperHyParView(Hint self, RandomGenerator random) {
        this.self = self;
        this.random = random;
    }

    @Override
    public List<Effect> on(Event event, Duration uptime, long wallMs) {
        out = new ArrayList<>(4);
        switch (event) {
            case Event.Started e ->
                    e.bootstrap()
                            .forEach(each -> out.add(new Effect.Dial(new Target.Address(each))));
            case Event.LinkUp e -> linkUp(e.hint(), e.weDialled());
            case Event.LinkDown e -> linkDown(e.peer());
            case Event.DialFailed e -> dialFailed(e.target());
            case Event.Heard e -> heard(e.from(), e.frame());
            case Event.Publish e -> {
                seen.add(e.record().id());
                flood(e.record(), 1, null);
            }
            case Event.Wake _ -> cycle();
            default -> {}
        }
        return out;
    }

    private void heard(MachineId from, Object frame) {
        switch (frame) {
            case BroadcastFrame.Gossip f -> {
                if (seen.add(f.record().id())) {
                    out.add(new Effect.Deliver(f.record(), from));
                    flood(f.record(), f.hops() + 1, from);
                }
            }
            case MembershipFrame.Join f -> join(f.self());
            case MembershipFrame.ForwardJoin f -> forwardJoin(from, f);
            case MembershipFrame.Neighbour f -> neighbour(from, f.urgent());
            case MembershipFrame.NeighbourAnswer f -> answered(from, f.accepted());
            case MembershipFrame.Disconnect _ -> disconnected(from);
            case MembershipFrame.Shuffle f -> shuffled(from, f);
            case MembershipFrame.ShuffleAnswer f -> shuffleAnswered(f);
            default -> {}
        }
    }

    // Links. One that serves no active view is given up.

    private void linkUp(Hint peer, boolean weDialled) {
        linked.put(peer.machine(), peer);
        Wanted wanted = dialling.remove(peer.machine());
        if (wanted == null) {
            wanted = weDialled ? Wanted.JOIN : null;
        }
        if (wanted == Wanted.JOIN) {
            add(peer);
            say(peer.machine(), new MembershipFrame.Join(self));
        } else if (wanted != null) {
            ask(peer.machine(), wanted == Wanted.URGENT_NEIGHBOUR);
        }
    }

    private void linkDown(MachineId peer) {
        linked.remove(peer);
        asked.remove(peer);
        if (remove(active, peer) != null) {
            remove(passive, peer);
            repair();
        }
    }

    private void dialFailed(Target target) {
        if (target instanceof Target.Machine machine) {
            MachineId peer = machine.hint().machine();
            dialling.remove(peer);
            remove(passive, peer);
            repair();
        }
    }

    private void want(Hint peer, Wanted wanted) {
        if (linked.containsKey(peer.machine())) {
            ask(peer.machine(), wanted == Wanted.URGENT_NEIGHBOUR);
        } else if (dialling.put(peer.machine(), wanted) == null) {
            out.add(new Effect.Dial(new Target.Machine(peer)));
        }
    }

    private void ask(MachineId peer, boolean urgent) {
        asked.add(peer);
        say(peer, new MembershipFrame.Neighbour(urgent));
    }

    private void release(MachineId peer) {
        if (!holds(active, peer) && !asked.contains(peer)) {
            out.add(new Effect.Release(peer, "not in the active view"));
        }
    }

    // Joining (Algorithm 1).

    private void join(Hint newcomer) {
        add(newcomer);
        for (Hint each : active) {
            if (!each.machine().equals(newcomer.machine())) {
                say(
                        each.machine(),
                        new MembershipFrame.ForwardJoin(random.nextLong(), newcomer, ARWL));
            }
        }
    }

    private void forwardJoin(MachineId from, MembershipFrame.ForwardJoin walk) {
        Hint newcomer = walk.newcomer();
        if (newcomer.machine().equals(self.machine())) {
            return;
        }
        if (walk.ttl() == 0 || active.size() == 1) {
            if (!holds(active, newcomer.machine())) {
                want(newcomer, Wanted.URGENT_NEIGHBOUR);
            }
            return;
        }
        if (walk.ttl() == PRWL) {
            keep(newcomer, List.of());
        }
        Hint next = other(from);
        if (next != null) {
            say(
                    next.machine(),
                    new MembershipFrame.ForwardJoin(walk.nonce(), newcomer, walk.ttl() - 1));
        }
    }

    private void add(Hint peer) {
        if (holds(active, peer.machine())) {
            return;
        }
        if (active.size() == ACTIVE) {
            Hint dropped = active.remove(random.nextInt(ACTIVE));
            say(dropped.machine(), new MembershipFrame.Disconnect(true, List.of()));
            keep(dropped, List.of());
        }
        remove(passive, peer.machine());
        active.add(peer);
    }

    // Repair (§4.3): low priority is refused by a full view, high priority never.

    private void repair() {
        int pending = dialling.size() + asked.size();
        if (active.size() + pending >= ACTIVE) {
            return;
        }
        List<Hint> candidates = new ArrayList<>(passive.size());
        for (Hint each : passive) {
            if (!refusedBy.contains(each.machine())
                    && !asked.contains(each.machine())
                    && !dialling.containsKey(each.machine())) {
                candidates.add(each);
            }
        }
        if (!candidates.isEmpty()) {
            Hint chosen = candidates.get(random.nextInt(candidates.size()));
            want(chosen, active.isEmpty() ? Wanted.URGENT_NEIGHBOUR : Wanted.NEIGHBOUR);
        }
    }

    private void neighbour(MachineId from, boolean urgent) {
        Hint peer = linked.get(from);
        boolean accepted =
                peer != null && (urgent || active.size() < ACTIVE || holds(active, from));
        if (accepted) {
            add(peer);
        }
        say(from, new MembershipFrame.NeighbourAnswer(accepted, List.of()));
    }

    private void answered(MachineId from, boolean accepted) {
        Hint peer = linked.get(from);
        if (!asked.remove(from) || peer == null) {
            return;
        }
        if (accepted) {
            add(peer);
        } else {
            refusedBy.add(from);
            release(from);
        }
        repair();
    }

    private void disconnected(MachineId from) {
        Hint peer = remove(active, from);
        if (peer != null) {
            keep(peer, List.of());
        }
        release(from);
    }

    // Shuffles (§4.4).

    private void cycle() {
        refusedBy.clear();
        repair();
        if (active.isEmpty()) {
            return;
        }
        List<Hint> given = new ArrayList<>();
        given.add(self);
        given.addAll(sample(active, SHUFFLED_ACTIVE));
        given.addAll(sample(passive, SHUFFLED_PASSIVE));
        long nonce = random.nextLong();
        remember(nonce, new Passed(null, given));
        Hint first = active.get(random.nextInt(active.size()));
        say(first.machine(), new MembershipFrame.Shuffle(nonce, ARWL, given));
    }

    private void shuffled(MachineId from, MembershipFrame.Shuffle walk) {
        int ttl = walk.ttl() - 1;
        Hint next = ttl > 0 && active.size() > 1 ? other(from) : null;
        if (next != null) {
            remember(walk.nonce(), new Passed(from, List.of()));
            say(next.machine(), new MembershipFrame.Shuffle(walk.nonce(), ttl, walk.hints()));
            return;
        }
        List<Hint> given = sample(passive, walk.hints().size());
        say(from, new MembershipFrame.ShuffleAnswer(walk.nonce(), given));
        walk.hints().forEach(each -> keep(each, given));
    }

    private void shuffleAnswered(MembershipFrame.ShuffleAnswer answer) {
        Passed way = passed.remove(answer.nonce());
        if (way == null) {
            return;
        }
        if (way.back() != null) {
            say(way.back(), answer);
        } else {
            answer.hints().forEach(each -> keep(each, way.given()));
        }
    }

    private void remember(long nonce, Passed way) {
        passed.put(nonce, way);
        if (passed.size() > REMEMBERED) {
            Iterator<Long> oldest = passed.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Into the passive view; a full one loses first what was given away. */
    private void keep(Hint peer, List<Hint> given) {
        if (peer.machine().equals(self.machine())
                || holds(active, peer.machine())
                || holds(passive, peer.machine())) {
            return;
        }
        if (passive.size() >= PASSIVE) {
            Hint victim = null;
            for (Hint each : given) {
                victim = victim == null ? remove(passive, each.machine()) : victim;
            }
            if (victim == null) {
                passive.remove(random.nextInt(passive.size()));
            }
        }
        passive.add(peer);
    }

    // Small things.

    private void flood(SignedRecord record, int hops, MachineId not) {
        for (Hint each : active) {
            if (!each.machine().equals(not)) {
                say(each.machine(), new BroadcastFrame.Gossip(hops, record));
            }
        }
    }

    private void say(MachineId to, dev.x0x.meshd.gossip.wire.OverlayFrame frame) {
        out.add(new Effect.Send(to, frame));
    }

    private Hint other(MachineId not) {
        int choices = 0;
        Hint chosen = null;
        for (Hint each : active) {
            if (!each.machine().equals(not) && random.nextInt(++choices) == 0) {
                chosen = each;
            }
        }
        return chosen;
    }

    private List<Hint> sample(List<Hint> from, int count) {
        List<Hint> copy = new ArrayList<>(from);
        int size = Math.min(count, copy.size());
        for (int i = 0; i < size; i++) {
            java.util.Collections.swap(copy, i, i + random.nextInt(copy.size() - i));
        }
        return List.copyOf(copy.subList(0, size));
    }

    private static boolean holds(List<Hint> view, MachineId id) {
        for (int i = 0; i < view.size(); i++) {
            if (view.get(i).machine().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static Hint remove(List<Hint> view, MachineId id) {
        for (int i = 0; i < view.size(); i++) {
            if (view.get(i).machine().equals(id)) {
                return view.remove(i);
            }
        }
        return null;
    }

    private static List<MachineId> ids(Collection<Hint> hints) {
        return hints.stream().map(Hint::machine).toList();
    }

    @Override
    public Collection<MachineId> neighbours() {
        return ids(active);
    }

    @Override
    public Collection<MachineId> eager() {
        return ids(active);
    }

    @Override
    public Collection<MachineId> dialled() {
        return List.of();
    }

    @Override
    public Collection<MachineId> book() {
        return ids(passive);
    }

    @Override
    public List<Hint> cache() {
        return List.copyOf(active);
    }

    @Override
    public Map<String, Integer> tables() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("active", active.size());
        sizes.put("passive", passive.size());
        sizes.put("passed", passed.size());
        sizes.put("seen", seen.size());
        return sizes;
    }
}
