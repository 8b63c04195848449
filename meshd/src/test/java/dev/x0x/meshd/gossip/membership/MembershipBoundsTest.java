// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.hint;
import static dev.x0x.meshd.gossip.membership.Stage.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Dial;
import dev.x0x.meshd.gossip.membership.MembershipEffect.NeighbourDown;
import dev.x0x.meshd.gossip.membership.MembershipEffect.NeighbourUp;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Send;
import dev.x0x.meshd.gossip.membership.MembershipEffect.WakeAt;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Whatever happens in whatever order, nothing grows without bound and nobody is counted twice. */
class MembershipBoundsTest {
    private static final int PEERS = 400;

    @Property(tries = 60)
    void anySequenceKeepsTheBounds(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var settings = MembershipSettings.usual().withInbound(16);
        var membership = new Membership(id(0), settings, new SplittableRandom(seed + 1));
        Set<MachineId> linked = new HashSet<>();
        Set<MachineId> neighbours = new HashSet<>();
        long now = 0;
        apply(membership, started(), now, linked, neighbours);
        for (int i = 0; i < 1_500; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(600_000) : random.nextInt(500);
            MembershipEvent event = event(random, linked);
            switch (event) {
                case MembershipEvent.LinkUp up -> linked.add(up.hint().machine());
                case MembershipEvent.LinkDown down -> linked.remove(down.peer());
                default -> {}
            }
            apply(membership, event, now, linked, neighbours);

            var view = membership.view();
            assertEquals(
                    neighbours,
                    new HashSet<>(view.neighbours().stream().map(n -> n.machine()).toList()));
            assertEquals(neighbours.size(), view.neighbours().size());
            long dialled = view.neighbours().stream().filter(n -> n.dialled()).count();
            assertTrue(dialled <= 6, dialled + " dialled");
            assertTrue(neighbours.size() - dialled <= 16);
            assertTrue(view.filled() <= 256);
            assertTrue(view.book().size() <= 256 + 64);
            assertTrue(view.tried().size() <= 64);
            assertTrue(view.attempts() <= Dials.MOST);
        }
    }

    private static MembershipEvent started() {
        return new MembershipEvent.Started(
                hint(0, true), List.of(at(1), at(2)), List.of(hint(3, true), hint(4, true)));
    }

    private static void apply(
            Membership membership,
            MembershipEvent event,
            long now,
            Set<MachineId> linked,
            Set<MachineId> neighbours) {
        int dials = 0;
        long wake = -1;
        for (MembershipEffect each :
                membership.on(event, Duration.ofMillis(now), Stage.WALL * 1000 + now)) {
            switch (each) {
                case NeighbourUp(MachineId peer) -> {
                    assertTrue(neighbours.add(peer), "twice up");
                    assertTrue(linked.contains(peer), "without a link");
                }
                case NeighbourDown(MachineId peer) ->
                        assertTrue(neighbours.remove(peer), "twice down");
                case Send(MachineId to, MembershipFrame _) ->
                        assertTrue(linked.contains(to), "said to one without a link");
                case Dial _ -> dials++;
                case WakeAt(Duration at) -> wake = at.toMillis();
                default -> {}
            }
        }
        assertTrue(dials <= Dials.MOST);
        assertTrue(wake == -1 || wake > now, "a wake in the past would spin");
    }

    private static MembershipEvent event(SplittableRandom random, Set<MachineId> linked) {
        int peer = 1 + random.nextInt(PEERS);
        return switch (random.nextInt(14)) {
            case 0, 1, 2 ->
                    new MembershipEvent.LinkUp(
                            hint(peer, random.nextBoolean()), at(peer), random.nextBoolean());
            case 3 -> new MembershipEvent.LinkDown(id(peer));
            case 4 ->
                    new MembershipEvent.DialFailed(
                            random.nextBoolean()
                                    ? new Target.Machine(hint(peer, true))
                                    : new Target.Address(at(1 + random.nextInt(2))));
            case 5 ->
                    new MembershipEvent.Confirmed(
                            id(peer),
                            random.nextBoolean()
                                    ? Optional.of(hint(peer, true))
                                    : Optional.empty());
            case 6 ->
                    new MembershipEvent.Scored(
                            id(peer), random.nextInt(4) == 0, random.nextInt(4) == 0);
            case 7 -> new MembershipEvent.Wake();
            case 8 ->
                    random.nextInt(50) == 0
                            ? new MembershipEvent.Resumed()
                            : new MembershipEvent.Announced(hint(peer, true));
            default -> new MembershipEvent.Heard(known(random, linked), frame(random, peer));
        };
    }

    private static MachineId known(SplittableRandom random, Set<MachineId> linked) {
        List<MachineId> all = new ArrayList<>(linked);
        all.sort(null);
        return all.isEmpty() ? id(1) : all.get(random.nextInt(all.size()));
    }

    private static MembershipFrame frame(SplittableRandom random, int peer) {
        List<Hint> hints = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            hints.add(hint(1 + random.nextInt(PEERS), random.nextBoolean()));
        }
        long nonce = random.nextInt(5);
        return switch (random.nextInt(12)) {
            case 0 -> new MembershipFrame.Join(hint(peer, true));
            case 1 -> new MembershipFrame.ForwardJoin(nonce, hint(peer, true), random.nextInt(20));
            case 2 -> new MembershipFrame.JoinOffer(nonce, hint(peer, true));
            case 3, 4 -> new MembershipFrame.Neighbour(random.nextBoolean());
            case 5, 6 -> new MembershipFrame.NeighbourAnswer(random.nextBoolean(), hints);
            case 7 -> new MembershipFrame.Disconnect(random.nextBoolean(), hints);
            case 8 -> new MembershipFrame.Shuffle(nonce, random.nextInt(9), hints);
            case 9 -> new MembershipFrame.ShuffleAnswer(nonce, hints);
            case 10 -> new MembershipFrame.DialBackAsk(nonce);
            default -> new MembershipFrame.DialBackOrder(nonce, id(peer), at(peer));
        };
    }
}
