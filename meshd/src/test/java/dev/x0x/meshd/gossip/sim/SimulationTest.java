// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MS;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The modelled internet does what it says, tried with nodes too simple to be at fault. */
class SimulationTest {
    private static final NetworkSettings NET = NetworkSettings.usual();

    /** When each host took the record, in microseconds. */
    private static final class Deliveries implements Watcher {
        final TreeMap<Integer, Long> at = new TreeMap<>();
        private final Simulation sim;

        Deliveries(Simulation sim) {
            this.sim = sim;
            sim.watchers.add(this);
        }

        @Override
        public void delivered(Host host, SignedRecord record, MachineId via) {
            at.put(host.index, sim.now());
        }
    }

    private static Simulation star(NetworkSettings net, long seed, int hosts) {
        Simulation sim = new Simulation(net, seed);
        Addresses addresses = new Addresses(seed);
        for (int i = 0; i < hosts; i++) {
            Reach reach = i == 0 ? Reach.PUBLIC : Reach.DIAL_OUT;
            Host host = sim.add(FloodingNode.KIND, reach, addresses.anywhere());
            if (i > 0) {
                host.bootstrap = List.of(sim.hosts().getFirst().endpoint);
            }
            sim.start(host);
        }
        sim.runUntil(2 * SECOND);
        return sim;
    }

    private static void publish(Simulation sim, int from, boolean genuine) {
        Host host = sim.hosts().get(from);
        long until = sim.wallMs(host) + 60_000;
        SignedRecord record =
                genuine
                        ? Stand.record(RecordKind.ANNOUNCEMENT, host, 7, until, 9_000)
                        : Stand.forged(RecordKind.ANNOUNCEMENT, host, 7, until, 9_000);
        sim.deliver(host, new Event.Publish(record));
    }

    @Test
    void a_record_crosses_a_star_in_the_time_of_its_links_and_signatures() {
        Simulation sim = star(NET, 1, 10);
        Deliveries deliveries = new Deliveries(sim);
        publish(sim, 1, true);
        sim.runFor(SECOND);
        List<Host> hosts = sim.hosts();
        long start = 2 * SECOND;
        long toHub = sim.latency(hosts.get(1), hosts.get(0));
        assertEquals(9, deliveries.at.size());
        assertEquals(start + toHub + 300, deliveries.at.get(0));
        assertEquals(
                start + toHub + sim.latency(hosts.get(0), hosts.get(5)) + 600,
                deliveries.at.get(5));
    }

    @Test
    void a_forged_record_is_found_out_at_the_first_hop() {
        Simulation sim = star(NET, 1, 10);
        Deliveries deliveries = new Deliveries(sim);
        publish(sim, 1, false);
        sim.runFor(SECOND);
        assertEquals(0, deliveries.at.size());
        assertEquals(1, sim.traffic.frames(FrameName.GOSSIP));
    }

    @Test
    void latencies_lie_in_their_bounds_and_are_equal_both_ways() {
        Simulation sim = star(NET, 3, 40);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (Host one : sim.hosts()) {
            for (Host other : sim.hosts()) {
                long latency = sim.latency(one, other);
                assertEquals(latency, sim.latency(other, one));
                least = Math.min(least, latency);
                most = Math.max(most, latency);
            }
        }
        assertTrue(least >= 10 * MS && least < 15 * MS, "least " + least);
        assertTrue(most <= 100 * MS && most > 95 * MS, "most " + most);
    }

    @Test
    void nobody_dials_a_host_behind_nat() {
        Simulation sim = new Simulation(NET, 1);
        Addresses addresses = new Addresses(1);
        Host hidden = sim.add(FloodingNode.KIND, Reach.DIAL_OUT, addresses.anywhere());
        Host other = sim.add(FloodingNode.KIND, Reach.PUBLIC, addresses.anywhere());
        other.bootstrap = List.of(hidden.endpoint);
        sim.start(hidden);
        sim.start(other);
        sim.runUntil(20 * SECOND);
        assertTrue(hidden.links.isEmpty());
        assertEquals(1, sim.traffic.dialsFailed);
    }

    @Test
    void a_silent_death_shows_after_fifteen_seconds_and_a_stop_at_once() {
        Simulation sim = star(NET, 1, 3);
        Host hub = sim.hosts().getFirst();
        sim.crash(sim.hosts().get(1));
        sim.runFor(15 * SECOND - MS);
        assertEquals(2, hub.glimpse().neighbours().size());
        sim.runFor(2 * MS);
        assertEquals(1, hub.glimpse().neighbours().size());
        sim.stop(sim.hosts().get(2));
        sim.runFor(SECOND / 5);
        assertEquals(0, hub.glimpse().neighbours().size());
    }

    @Test
    void without_monitoring_a_death_shows_when_something_is_sent() {
        Simulation sim = star(NET.withDetection(0, 0, 10 * SECOND), 1, 4);
        Host hub = sim.hosts().getFirst();
        sim.crash(sim.hosts().get(1));
        sim.runFor(600 * SECOND);
        assertEquals(3, hub.glimpse().neighbours().size());
        publish(sim, 2, true);
        sim.runFor(SECOND);
        assertEquals(2, hub.glimpse().neighbours().size());
    }

    @Test
    void a_short_sleep_delays_and_a_long_one_costs_the_links() {
        Simulation sim = star(NET, 1, 4);
        Host sleeper = sim.hosts().get(1);
        Deliveries deliveries = new Deliveries(sim);
        sim.sleep(sleeper);
        publish(sim, 2, true);
        sim.runFor(10 * SECOND);
        assertFalse(deliveries.at.containsKey(1));
        sim.wake(sleeper);
        sim.runFor(SECOND);
        assertTrue(deliveries.at.containsKey(1));
        sim.sleep(sleeper);
        sim.runFor(16 * SECOND);
        assertEquals(2, sim.hosts().getFirst().glimpse().neighbours().size());
        assertEquals(1, sleeper.glimpse().neighbours().size());
        sim.wake(sleeper);
        sim.runFor(SECOND);
        assertEquals(0, sleeper.glimpse().neighbours().size());
    }

    @Test
    void a_partition_cuts_links_and_a_short_one_only_delays() {
        Simulation sim = star(NET, 1, 4);
        Deliveries deliveries = new Deliveries(sim);
        sim.divide(host -> host.index == 3 ? 1 : 0);
        publish(sim, 1, true);
        sim.runFor(5 * SECOND);
        assertEquals(2, deliveries.at.size());
        sim.divide(host -> 0);
        sim.runFor(SECOND);
        assertEquals(3, deliveries.at.size());
        sim.divide(host -> host.index == 3 ? 1 : 0);
        sim.runFor(16 * SECOND);
        assertEquals(0, sim.hosts().get(3).links.size());
        assertEquals(2, sim.hosts().getFirst().links.size());
    }

    @Test
    void an_uplink_sends_one_frame_after_another() {
        Simulation sim = star(NET.withUplink(100_000), 1, 6);
        Deliveries deliveries = new Deliveries(sim);
        publish(sim, 1, true);
        sim.runFor(20 * SECOND);
        List<Long> times = new ArrayList<>(deliveries.at.values());
        times.sort(null);
        // Nine kilobytes in eight packets of overhead at 100 kB/s: 94 ms each, five in a row.
        long spread = times.getLast() - times.getFirst();
        assertTrue(spread > 4 * 94 * MS, "spread " + spread);
    }

    @Test
    void a_lost_packet_delays_and_never_drops() {
        Simulation lossless = star(NET, 5, 30);
        Simulation lossy = star(NET.withLoss(0.05), 5, 30);
        Deliveries fast = new Deliveries(lossless);
        Deliveries slow = new Deliveries(lossy);
        publish(lossless, 1, true);
        publish(lossy, 1, true);
        lossless.runFor(2 * SECOND);
        lossy.runFor(2 * SECOND);
        assertEquals(29, fast.at.size());
        assertEquals(29, slow.at.size());
        long later = 0;
        for (int host : fast.at.keySet()) {
            assertTrue(slow.at.get(host) >= fast.at.get(host));
            later += slow.at.get(host) > fast.at.get(host) ? 1 : 0;
        }
        assertTrue(later > 0);
    }

    @Test
    void a_restarted_host_has_no_links_and_can_make_new_ones() {
        Simulation sim = star(NET, 1, 3);
        Host again = sim.hosts().get(1);
        sim.crash(again);
        sim.start(again);
        sim.runFor(SECOND);
        assertEquals(1, again.links.size());
        assertEquals(2, sim.hosts().getFirst().links.size());
        sim.runFor(60 * SECOND);
        assertEquals(1, again.links.size());
    }

    @Test
    void one_seed_is_one_history() {
        long first = history(11);
        assertEquals(first, history(11));
        assertNotEquals(first, history(12));
    }

    private static long history(long seed) {
        Simulation sim = star(NET.withLoss(0.02), seed, 50);
        for (int i = 0; i < 20; i++) {
            publish(sim, i, true);
            sim.runFor(100 * MS);
        }
        sim.crash(sim.hosts().get(9));
        sim.runFor(30 * SECOND);
        return sim.hash.value();
    }

    @Test
    void a_star_has_one_part_and_paths_of_nearly_two() {
        Simulation sim = star(NET, 1, 101);
        Graph graph = Graph.neighbours(sim, host -> true);
        assertArrayEquals(new int[] {101}, graph.components());
        assertEquals(0, graph.clustering());
        assertEquals(2 * 100.0 / 101, graph.meanDegree(), 1e-9);
        assertEquals(1.98, graph.pathLength(1_000, 1), 0.02);
        sim.crash(sim.hosts().getFirst());
        Graph after = Graph.neighbours(sim, host -> true);
        assertEquals(100, after.components().length);
    }
}
