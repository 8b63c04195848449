// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MINUTE;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.unicast.UnicastView;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** X18: messages to one machine, by learned next hops. */
final class UnicastExperiments {
    private UnicastExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("unicast", UnicastExperiments::unicast);
        return all;
    }

    /**
     * A sample of machines announces itself and so becomes known; messages go from anywhere to
     * them. Then a share of all dies at once and messages go out while nobody has noticed: the
     * hardest moment. After ten minutes the sample has announced itself again and the next share
     * dies.
     */
    private static Measures unicast(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Simulation sim = world.sim;
        Measures measures = new Measures();
        List<Host> known =
                world.shuffled().subList(0, (int) run.scenario.number("destinations", 100));
        for (double share : run.scenario.reals("silent", 0, 0.1, 0.3)) {
            announce(sim, known);
            long flooded = flooded(sim);
            world.kill(share * population(world) / sim.hosts().size());
            List<Host> targets = known.stream().filter(Host::up).toList();
            String name = "silent_" + Math.round(share * 100) + "_";
            List<UnicastMeter.Journey> journeys =
                    send(world, targets, (int) run.scenario.number("messages", 1_000));
            sim.runFor(12 * SECOND);
            summarise(journeys, measures, name, world.population());
            measures.put(name + "flooded", (double) (flooded(sim) - flooded));
            sim.runFor(10 * MINUTE);
        }
        run.done(sim);
        return measures;
    }

    private static double population(World world) {
        return world.sim.hosts().stream().filter(Host::up).count();
    }

    /** Three rounds: the first way by which news of a machine comes may not be the best. */
    private static void announce(Simulation sim, List<Host> known) {
        for (int round = 0; round < 3; round++) {
            for (Host each : known) {
                if (each.up()) {
                    long wall = sim.wallMs(each);
                    long version = wall / 1_000 + 10;
                    sim.deliver(each, new Event.Publish(Stand.announcement(each, version, wall)));
                    sim.runFor(SECOND / 2);
                }
            }
            sim.runFor(15 * SECOND);
        }
    }

    private static List<UnicastMeter.Journey> send(World world, List<Host> targets, int messages) {
        Graph graph = world.graph();
        Map<Host, int[]> distances = new HashMap<>();
        UnicastMeter meter = new UnicastMeter(world.sim);
        List<UnicastMeter.Journey> journeys = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Host to = targets.get(world.sim.random.nextInt(targets.size()));
            Host from = world.anyUp();
            int[] distance = distances.computeIfAbsent(to, host -> graph.distances(host.index));
            if (from != to && distance[from.index] > 0) {
                journeys.add(meter.send(from, to, distance[from.index]));
                world.sim.runFor(SECOND / 500); // all within the time it takes to notice
            }
        }
        return journeys;
    }

    private static void summarise(
            List<UnicastMeter.Journey> journeys, Measures measures, String name, int population) {
        long within = journeys.stream().filter(each -> each.arrivedWithin(10 * SECOND)).count();
        List<UnicastMeter.Journey> arrived =
                journeys.stream().filter(each -> each.arrivedAt >= 0).toList();
        measures.put(name + "within_10_s", (double) within / journeys.size());
        measures.put(
                name + "stretch_median",
                percentile(arrived, 0.5, each -> (double) each.transmissions / each.shortest));
        measures.put(
                name + "stretch_p99",
                percentile(arrived, 0.99, each -> (double) each.transmissions / each.shortest));
        measures.put(name + "hops_median", percentile(arrived, 0.5, each -> each.hops));
        measures.put(name + "hops_p99", percentile(arrived, 0.99, each -> each.hops));
        measures.put(
                name + "ms_p99",
                percentile(arrived, 0.99, each -> (each.arrivedAt - each.sentAt) / 1_000.0));
        double transmissions = journeys.stream().mapToInt(each -> each.transmissions).sum();
        measures.put(name + "share_of_flood", transmissions / journeys.size() / population);
        measures.put(
                name + "second_attempts",
                (double) journeys.stream().filter(each -> each.attempts > 1).count());
    }

    private static double percentile(
            List<UnicastMeter.Journey> journeys,
            double share,
            ToDoubleFunction<UnicastMeter.Journey> what) {
        double[] sorted = journeys.stream().mapToDouble(what).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1.0, Math.floor(share * sorted.length))];
    }

    /** Copies handed to neighbours for want of a way, by all nodes so far. */
    private static long flooded(Simulation sim) {
        long sum = 0;
        for (Host host : sim.hosts()) {
            if (host.up() && host.glimpse() instanceof HonestNode.Seen(OverlayView view)) {
                sum += view.unicast().counters().getOrDefault(UnicastView.Count.FLOODED, 0L);
            }
        }
        return sum;
    }
}
