// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import static dev.x0x.meshd.gossip.unicast.Scene.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Whatever happens in whatever order: the rules of forwarding hold and nothing grows. */
class UnicastBoundsTest {
    private static final int LINKS = 6;
    private static final int FAR = 12;

    /** Small numbers, so that every bound is reached. */
    private static UnicastSettings small() {
        UnicastSettings u = UnicastSettings.usual();
        return new UnicastSettings(
                4,
                2,
                u.hopLimit(),
                u.floodHopLimit(),
                u.floodCopies(),
                u.largestFrame(),
                u.longestLife(),
                u.skew(),
                u.custodyWait(),
                u.slowestUplink(),
                4_000,
                10_000,
                6,
                20_000,
                40_000,
                5_000,
                20_000,
                u.quantum(),
                u.smallFrame(),
                24,
                12,
                8,
                u.demotion());
    }

    /** What is known from outside of each frame. */
    private static final class Ledger {
        private final Map<Long, Integer> arrivedWith = new HashMap<>();
        private final Map<Long, Set<MachineId>> from = new HashMap<>();
        private final Map<Long, Set<MachineId>> to = new HashMap<>();
        private final Set<MachineId> up = new HashSet<>();
    }

    @Property(tries = 400)
    void any_sequence_keeps_the_rules(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1_000_000) Integer> script) {
        Unicast unicast = new Unicast(Scene.SELF, small(), new SplittableRandom(1));
        Ledger ledger = new Ledger();
        long uptimeMs = 0;
        for (int choice : script) {
            uptimeMs += choice % 7 == 0 ? 300 : choice % 40;
            UnicastEvent event = event(choice);
            List<UnicastEffect> effects =
                    unicast.on(event, Duration.ofMillis(uptimeMs), Scene.WALL + uptimeMs);
            note(event, ledger);
            for (UnicastEffect effect : effects) {
                check(effect, event, ledger, uptimeMs);
            }
            bounds(unicast.view());
        }
    }

    private static UnicastEvent event(int choice) {
        int peer = 1 + choice / 16 % LINKS;
        int far = LINKS + 1 + choice / 128 % FAR;
        int number = choice / 16 % 60;
        return switch (choice % 16) {
            case 0, 1 -> new UnicastEvent.LinkUp(machine(peer));
            case 2 -> new UnicastEvent.LinkDown(machine(peer));
            case 3 -> new UnicastEvent.Neighbour(machine(peer), choice % 3 > 0);
            case 4, 5 ->
                    new UnicastEvent.Alive(
                            machine(far), machine(peer), choice % 5 > 1, choice % 9, peer);
            case 6 -> {
                CarrierHead own = Scene.head(1_000 + choice, 0, far, 40, 100 + choice % 2_000);
                yield new UnicastEvent.Post(own, new byte[1], choice % 3);
            }
            case 7 -> new UnicastEvent.Acknowledged(machine(far), choice % 2 == 0);
            case 8 -> new UnicastEvent.Writable(machine(peer));
            case 9 -> new UnicastEvent.Refused(machine(peer), foreign(number, choice));
            case 10 -> Scene.custodyAck(machine(peer), Scene.SELF, foreign(number, choice));
            case 11 -> choice % 5 == 0 ? new UnicastEvent.Resumed() : new UnicastEvent.Wake();
            default ->
                    new UnicastEvent.Arrived(
                            machine(peer), foreign(number, choice), new byte[1], new byte[0]);
        };
    }

    /** One of sixty frames; only its hop limit differs from copy to copy. */
    private static CarrierHead foreign(int number, int choice) {
        int destination = number % 11 == 0 ? 0 : LINKS + 1 + number % FAR;
        return Scene.head(number, 99, destination, choice / 7 % 40, 100 + 50 * number);
    }

    private static void note(UnicastEvent event, Ledger ledger) {
        switch (event) {
            case UnicastEvent.LinkUp(MachineId peer) -> ledger.up.add(peer);
            case UnicastEvent.LinkDown(MachineId peer) -> ledger.up.remove(peer);
            case UnicastEvent.Arrived a when a.head().kind() != 3 -> {
                long key = a.head().hashLow();
                ledger.arrivedWith.merge(key, a.head().hopLimit(), Math::max);
                ledger.from.computeIfAbsent(key, _ -> new HashSet<>()).add(a.from());
            }
            case UnicastEvent.Refused(MachineId peer, CarrierHead head) ->
                    ledger.to.getOrDefault(head.hashLow(), new HashSet<>()).remove(peer);
            case UnicastEvent.Arrived _,
                    UnicastEvent.Neighbour _,
                    UnicastEvent.Measured _,
                    UnicastEvent.Alive _,
                    UnicastEvent.Post _,
                    UnicastEvent.Acknowledged _,
                    UnicastEvent.Writable _,
                    UnicastEvent.Wake _,
                    UnicastEvent.Resumed _ -> {}
        }
    }

    private static void check(
            UnicastEffect effect, UnicastEvent event, Ledger ledger, long uptimeMs) {
        switch (effect) {
            case UnicastEffect.Forward(MachineId to, CarrierHead head, var _, int hopLimit) -> {
                long key = head.hashLow();
                assertTrue(ledger.up.contains(to), "forwarded where no link is");
                assertTrue(hopLimit >= 0);
                if (head.origin().equals(Scene.SELF)) {
                    assertTrue(hopLimit <= 40);
                } else {
                    assertTrue(hopLimit < ledger.arrivedWith.get(key), "hop limit must fall");
                }
            }
            case UnicastEffect.Custody(MachineId to, CarrierHead of) -> {
                assertTrue(event instanceof UnicastEvent.Arrived a && a.from().equals(to));
                assertEquals(1, of.kind(), "a custody ack is never acknowledged");
            }
            case UnicastEffect.Deliver(var _, CarrierHead head, var _) ->
                    assertEquals(Scene.SELF, head.destination());
            case UnicastEffect.Stuck(CarrierHead head, String _) ->
                    assertEquals(Scene.SELF, head.origin());
            case UnicastEffect.Misbehaved _ ->
                    throw new AssertionError("every header here is a good one: " + effect);
            case UnicastEffect.WakeAt(Duration at) ->
                    assertFalse(at.toMillis() < uptimeMs, "in the past");
            case UnicastEffect.Dropped _ -> {}
        }
    }

    private static void bounds(UnicastView view) {
        assertTrue(view.destinations() <= 4);
        assertTrue(view.seen() <= 24);
        for (UnicastView.LinkLoad link : view.links()) {
            assertTrue(link.waitingFrames() + link.custodyFrames() <= 6 + 1, link.toString());
            assertTrue(link.waitingBytes() + link.custodyBytes() <= 10_000 + 4_000);
        }
    }

    /** With room for all memories: a frame is handed to a link once, and never back. */
    @Property(tries = 400)
    void a_frame_goes_to_a_link_once_and_never_back(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1_000_000) Integer> script) {
        Unicast unicast = new Unicast(Scene.SELF, UnicastSettings.usual(), new SplittableRandom(1));
        Ledger ledger = new Ledger();
        long uptimeMs = 0;
        for (int choice : script) {
            uptimeMs += choice % 40;
            UnicastEvent event = event(choice);
            note(event, ledger);
            for (UnicastEffect effect :
                    unicast.on(event, Duration.ofMillis(uptimeMs), Scene.WALL + uptimeMs)) {
                if (effect instanceof UnicastEffect.Forward(var to, var head, var _, int _)) {
                    long key = head.hashLow();
                    boolean first = ledger.to.computeIfAbsent(key, _ -> new HashSet<>()).add(to);
                    assertTrue(first, "handed twice to one link");
                    assertFalse(ledger.from.getOrDefault(key, Set.of()).contains(to), "went back");
                }
            }
        }
    }
}
