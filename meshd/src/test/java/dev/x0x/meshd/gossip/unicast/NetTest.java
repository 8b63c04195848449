// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** Small networks of the real machine in virtual time (MESH.md X18 in little). */
class NetTest {
    /** Sends one message and once more, 3 s later, if it has not arrived. */
    private static void exchange(Net net, int from, int to, long message) {
        net.post(from, to, message, 0);
        net.at(
                net.nowMs() + 3_000,
                () -> {
                    if (!net.deliveredAt.containsKey(message)) {
                        net.acknowledged(from, to, false);
                        net.post(from, to, message, 1);
                    }
                });
    }

    @Test
    void along_a_line_each_link_is_crossed_once() {
        Net net = Net.line(12, 1);
        net.announce(11, 1);
        exchange(net, 0, 11, 1);
        net.run(10_000);
        assertTrue(net.deliveredAt.containsKey(1L));
        assertEquals(11, net.transmissions.get(1L));
        assertEquals(Set.of(), net.breaches);
    }

    @Test
    void around_a_ring_that_was_cut_it_takes_the_other_way() {
        Net net = Net.ring(12, 1);
        net.announce(6, 1);
        net.cut(5, 6);
        net.cut(7, 6);
        net.link(0, 6); // nobody has announced anything over it
        exchange(net, 3, 6, 1);
        net.run(10_000);
        assertTrue(net.deliveredAt.containsKey(1L));
    }

    @Test
    void without_any_way_known_a_flood_costs_what_it_may() {
        Net net = Net.random(300, 4, 1);
        for (int message = 1; message <= 50; message++) {
            net.post(message, 299 - message, message, 0);
        }
        net.run(60_000);
        int most = Collections.max(net.transmissions.values());
        // three copies, each of which goes on to one neighbour for 24 more hops; where that one has
        // seen it already, to two others
        assertTrue(most <= 3 * (1 + 24) * 3, "a message cost " + most);
    }

    @Test
    void a_relay_that_takes_custody_and_dies_costs_one_retransmission() {
        Net net = Net.ring(10, 1);
        net.announce(5, 1);
        int relay = Scene.number(way(net, 0, 5).getFirst().peer());
        net.becomes(relay, Net.Conduct.BLACK_HOLE);
        net.post(0, 5, 1, 0);
        net.run(net.latency(0, relay)); // it has just taken custody and handed nothing on
        net.becomes(relay, Net.Conduct.DEAD);
        net.run(3_000);
        assertFalse(net.deliveredAt.containsKey(1L));
        net.acknowledged(0, 5, false);
        net.post(0, 5, 1, 1);
        net.run(10_000);
        assertTrue(net.deliveredAt.containsKey(1L));
    }

    @Test
    void a_relay_that_is_dead_before_costs_half_a_second() {
        Net net = Net.ring(10, 1);
        net.announce(5, 1);
        int relay = Scene.number(way(net, 0, 5).getFirst().peer());
        net.becomes(relay, Net.Conduct.DEAD);
        net.post(0, 5, 1, 0);
        net.run(10_000);
        long took = net.deliveredAt.get(1L);
        assertTrue(took >= 500 && took <= 500 + 6 * 100 + 600, took + " ms");
    }

    @Test
    void a_black_hole_that_takes_custody_is_found_out_by_the_far_end_only() {
        Net net = Net.ring(10, 1);
        net.announce(5, 1);
        int hole = Scene.number(way(net, 0, 5).getFirst().peer());
        net.becomes(hole, Net.Conduct.BLACK_HOLE);
        for (long message = 1; message <= 2; message++) {
            assertEquals(hole, Scene.number(way(net, 0, 5).getFirst().peer()));
            exchange(net, 0, 5, message);
            net.run(net.nowMs() + 2_900);
            assertFalse(net.deliveredAt.containsKey(message));
            net.run(net.nowMs() + 3_000);
            assertTrue(net.deliveredAt.containsKey(message)); // the second copy left elsewhere
            net.acknowledged(0, 5, true);
        }
        assertNotEquals(hole, Scene.number(way(net, 0, 5).getFirst().peer()));
        exchange(net, 0, 5, 3);
        net.run(net.nowMs() + 2_900);
        assertTrue(net.deliveredAt.containsKey(3L)); // the first copy did not ask the hole
    }

    private static List<Hop> way(Net net, int from, int to) {
        return net.node(from).nextHops(Scene.machine(to)).orElseThrow().learned();
    }

    @ParameterizedTest
    @CsvSource({"0, 1.0, 1.5", "10, 0.999, 1.5", "30, 0.998, 1.75"})
    void with_silent_deaths(int percent, double delivered, double median, TestReporter reporter) {
        int sent = 0;
        int arrived = 0;
        List<Double> stretch = new ArrayList<>();
        int most = 0;
        for (int seed = 1; seed <= 5; seed++) {
            Net net = Net.random(400, 4, seed);
            var random = new SplittableRandom(seed);
            List<Integer> ends = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                ends.add(i);
            }
            ends.forEach(end -> net.announce(end, 1));
            for (int i = 80; i < 400; i++) {
                if (random.nextInt(320) < 4 * percent) {
                    net.becomes(i, Net.Conduct.DEAD);
                }
            }
            long message = 0;
            for (int i = 0; i < 400; i++) {
                int from = random.nextInt(80);
                int to = random.nextInt(80);
                if (from == to || net.shortest(from, to) < 0) {
                    continue;
                }
                long number = ++message;
                long at = i * 100L;
                sent++;
                net.at(at, () -> exchange(net, from, to, number));
                net.run(at);
                int shortest = net.shortest(from, to);
                net.at(
                        at + 10_000,
                        () ->
                                stretch.add(
                                        (double) net.transmissions.getOrDefault(number, 0)
                                                / shortest));
            }
            net.run(400 * 100L + 20_000);
            arrived += net.deliveredAt.size();
            assertEquals(Set.of(), net.breaches);
            most = Math.max(most, Collections.max(net.transmissions.values()));
        }
        Collections.sort(stretch);
        double middle = stretch.get(stretch.size() / 2);
        String measured =
                String.format(
                        Locale.ROOT,
                        "%d %% dead: %d of %d, stretch median %.2f p99 %.2f, most %d",
                        percent,
                        arrived,
                        sent,
                        middle,
                        stretch.get(stretch.size() * 99 / 100),
                        most);
        reporter.publishEntry(measured);
        assertTrue(arrived >= delivered * sent, measured);
        assertTrue(middle <= median, measured);
    }
}
