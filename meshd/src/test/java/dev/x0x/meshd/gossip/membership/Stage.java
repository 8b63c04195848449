// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** One membership under test, its clock, and names for its peers. */
final class Stage {
    static final long WALL = 1_800_000_000L;

    final Membership membership;
    long now;

    Stage() {
        this(1, false, MembershipSettings.usual());
    }

    Stage(long seed, boolean reachable, MembershipSettings settings) {
        this(seed, reachable, settings, List.of());
    }

    /** Reachable, with bootstrap peers. */
    Stage(List<Endpoint> bootstrap) {
        this(1, true, MembershipSettings.usual(), bootstrap);
    }

    private Stage(
            long seed, boolean reachable, MembershipSettings settings, List<Endpoint> bootstrap) {
        membership = new Membership(id(0), settings, new SplittableRandom(seed));
        on(new MembershipEvent.Started(hint(0, reachable), bootstrap, List.of()));
    }

    /** Its effects but for the next waking, whose time is of chance. */
    List<MembershipEffect> on(MembershipEvent event) {
        return membership.on(event, Duration.ofMillis(now), WALL * 1000 + now).stream()
                .filter(each -> !(each instanceof MembershipEffect.WakeAt))
                .toList();
    }

    List<MembershipEffect> after(Duration time) {
        now += time.toMillis();
        return on(new MembershipEvent.Wake());
    }

    /** Lets time pass in steps of a second. */
    void pass(Duration time) {
        long end = now + time.toMillis();
        while (now < end) {
            now += 1_000;
            on(new MembershipEvent.Wake());
        }
    }

    List<MembershipEffect> up(int peer, boolean weDialled) {
        return on(new MembershipEvent.LinkUp(hint(peer, true), at(peer), weDialled));
    }

    List<MembershipEffect> up(int peer, Endpoint remote, boolean weDialled) {
        return on(
                new MembershipEvent.LinkUp(
                        new Hint(id(peer), List.of(remote), true, WALL), remote, weDialled));
    }

    List<MembershipEffect> heard(int peer, MembershipFrame frame) {
        return on(new MembershipEvent.Heard(id(peer), frame));
    }

    /** Makes it a neighbour that we dialled. */
    void dialledNeighbour(int peer) {
        up(peer, true);
        heard(peer, new MembershipFrame.NeighbourAnswer(true, List.of()));
    }

    /** Makes it a neighbour that dialled us. */
    void inboundNeighbour(int peer) {
        up(peer, false);
        heard(peer, new MembershipFrame.Neighbour(true));
    }

    /** What its wall clock says. */
    long wallSeconds() {
        return WALL + now / 1_000;
    }

    boolean neighbour(int peer) {
        return membership.view().neighbours().stream().anyMatch(n -> n.machine().equals(id(peer)));
    }

    static MembershipEffect send(int to, MembershipFrame frame) {
        return new MembershipEffect.Send(id(to), frame);
    }

    static MembershipEffect neighbourUp(int peer) {
        return new MembershipEffect.NeighbourUp(id(peer));
    }

    static MembershipEffect neighbourDown(int peer) {
        return new MembershipEffect.NeighbourDown(id(peer));
    }

    static MachineId id(int number) {
        return MachineId.of(ByteBuffer.allocate(32).putInt(number).putInt(28, ~number).array());
    }

    /** Every number a /16 of its own. */
    static Endpoint at(int number) {
        return at(20 + number / 256, number % 256, 3, 4);
    }

    static Endpoint at(int a, int b, int c, int d) {
        return Endpoint.of(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, 5483);
    }

    static Hint hint(int number, boolean reachable) {
        return new Hint(id(number), List.of(at(number)), reachable, WALL);
    }
}
