// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Wants to be everybody's only neighbour (X10, X11): opens link after link, says yes to whoever
 * asks, answers every walk itself and names nobody but its own, with genuine announcements. It
 * passes nothing on, and asks for nobody.
 */
final class EclipsingNode implements MeshNode, Glimpse {
    /** Offers to one newcomer: what membership takes for one join. */
    private static final int OFFERS = 10;

    /** Asking again earlier than row 39 allows would cost its standing. */
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private final Host self;
    private final Conspiracy conspiracy;
    private final Plan plan;
    private final RandomGenerator random;
    private final Map<MachineId, Boolean> links = new LinkedHashMap<>();
    private final Set<MachineId> neighbours = new LinkedHashSet<>();
    private final Map<MachineId, Duration> leftAlone = new LinkedHashMap<>();
    private Duration nextDial = Duration.ZERO;
    private Duration nextShuffle = Duration.ZERO;

    /**
     * How eagerly.
     *
     * @param dialEvery between two links that it opens; the ladder's ten a round are one in 6 s
     * @param shuffleEvery between two shuffles over every link
     * @param mostLinks after which it opens no more
     */
    record Plan(Duration dialEvery, Duration shuffleEvery, int mostLinks) {
        static Plan ladder() {
            return new Plan(Duration.ofSeconds(6), Duration.ofSeconds(60), 200);
        }
    }

    EclipsingNode(Host self, Conspiracy conspiracy, Plan plan, RandomGenerator random) {
        this.self = self;
        this.conspiracy = conspiracy;
        this.plan = plan;
        this.random = random;
    }

    static NodeKind kind(Conspiracy conspiracy, Plan plan) {
        return new NodeKind() {
            @Override
            public MeshNode start(Host host, RandomGenerator random) {
                return new EclipsingNode(host, conspiracy, plan, random);
            }

            @Override
            public Glimpse glimpse(MeshNode node) {
                return (EclipsingNode) node;
            }

            @Override
            public boolean honest() {
                return false;
            }

            @Override
            public boolean announces() {
                return true;
            }
        };
    }

    @Override
    public List<Effect> on(Event event, Duration uptime, long wallMs) {
        List<Effect> out = new ArrayList<>();
        switch (event) {
            case Event.Started _ -> {
                out.add(new Effect.RoleIs(Role.PUBLIC));
                nextDial = spread(plan.dialEvery());
                nextShuffle = spread(plan.shuffleEvery());
            }
            case Event.LinkUp up -> {
                links.put(up.hint().machine(), up.weDialled());
                if (up.weDialled() && !leftAlone.containsKey(up.hint().machine())) {
                    say(out, up.hint().machine(), new MembershipFrame.Neighbour(true));
                }
            }
            case Event.LinkDown down -> {
                links.remove(down.peer());
                if (neighbours.remove(down.peer())) {
                    leftAlone.put(down.peer(), uptime.plus(PATIENCE));
                }
            }
            case Event.Heard(var from, MembershipFrame frame, _) -> {
                membership(from, frame, out);
                if (frame instanceof MembershipFrame.Disconnect
                        || (frame instanceof MembershipFrame.NeighbourAnswer(var yes, _) && !yes)) {
                    neighbours.remove(from);
                    leftAlone.put(from, uptime.plus(PATIENCE));
                }
            }
            case Event.Heard(
                            var from,
                            BroadcastFrame.Lookup(var nonce, _, SignedRecord.Key(var kind, var of)),
                            _) -> {
                if (kind == RecordKind.ANNOUNCEMENT) {
                    conspiracy
                            .announcement(of)
                            .ifPresent(
                                    record ->
                                            out.add(
                                                    new Effect.Send(
                                                            from,
                                                            new BroadcastFrame.Found(
                                                                    nonce, record))));
                }
            }
            default -> {}
        }
        work(uptime, out);
        Duration next = nextDial.compareTo(nextShuffle) < 0 ? nextDial : nextShuffle;
        out.add(new Effect.WakeAt(next));
        return out;
    }

    private void membership(MachineId from, MembershipFrame frame, List<Effect> out) {
        switch (frame) {
            case MembershipFrame.Neighbour _ -> {
                neighbours.add(from);
                say(out, from, new MembershipFrame.NeighbourAnswer(true, List.of()));
            }
            case MembershipFrame.NeighbourAnswer answer -> {
                if (answer.accepted()) {
                    neighbours.add(from);
                }
            }
            case MembershipFrame.Join _ -> {
                for (Hint each : hints(OFFERS)) {
                    say(out, from, new MembershipFrame.JoinOffer(random.nextLong(), each));
                }
            }
            case MembershipFrame.ForwardJoin walk -> {
                say(out, from, new MembershipFrame.JoinOffer(walk.nonce(), hints(1).getFirst()));
                if (walk.newcomer().reachable()
                        && !conspiracy.includes(walk.newcomer().machine())) {
                    out.add(new Effect.Dial(new Target.Machine(walk.newcomer())));
                }
            }
            case MembershipFrame.Shuffle walk ->
                    say(
                            out,
                            from,
                            new MembershipFrame.ShuffleAnswer(
                                    walk.nonce(), hints(MembershipFrame.MOST_HINTS)));
            case MembershipFrame.Disconnect _,
                    MembershipFrame.JoinOffer _,
                    MembershipFrame.ShuffleAnswer _,
                    MembershipFrame.DialBackAsk _,
                    MembershipFrame.DialBackOrder _,
                    MembershipFrame.DialBackProof _ -> {}
        }
    }

    /** What nobody asked it for. */
    private void work(Duration uptime, List<Effect> out) {
        leftAlone.values().removeIf(until -> until.compareTo(uptime) <= 0);
        if (uptime.compareTo(nextDial) >= 0) {
            nextDial = nextDial.plus(plan.dialEvery());
            if (links.size() < plan.mostLinks()) {
                conspiracy
                        .target(random)
                        .filter(host -> !links.containsKey(host.id))
                        .filter(host -> !leftAlone.containsKey(host.id))
                        .ifPresent(host -> out.add(new Effect.Dial(new Target.Machine(host.hint))));
            }
        }
        if (uptime.compareTo(nextShuffle) >= 0) {
            nextShuffle = nextShuffle.plus(plan.shuffleEvery());
            for (MachineId each : neighbours) {
                say(
                        out,
                        each,
                        new MembershipFrame.Shuffle(
                                random.nextLong(), 65_535, hints(MembershipFrame.MOST_HINTS)));
            }
        }
    }

    private List<Hint> hints(int most) {
        return conspiracy.hints(most, self.id, random);
    }

    private Duration spread(Duration every) {
        return Duration.ofMillis(
                random.nextLong(every.toMillis())); // the simulation counts microseconds
    }

    private static void say(List<Effect> out, MachineId to, MembershipFrame frame) {
        out.add(new Effect.Send(to, frame));
    }

    @Override
    public Collection<MachineId> neighbours() {
        return neighbours;
    }

    @Override
    public Collection<MachineId> eager() {
        return List.of();
    }

    @Override
    public Collection<MachineId> dialled() {
        return links.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Collection<MachineId> book() {
        return List.of();
    }

    @Override
    public List<Hint> cache() {
        return List.of();
    }

    @Override
    public Map<String, Integer> tables() {
        return Map.of("links", links.size());
    }
}
