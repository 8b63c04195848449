// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MS;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** X1 to X4 and X22: the overlay of the paper, to calibrate the simulator. */
final class PaperExperiments {
    private static final long CYCLE = 10 * SECOND;

    private PaperExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("paper-overlay", PaperExperiments::overlay);
        all.put("paper-flood", PaperExperiments::flood);
        all.put("paper-crash", PaperExperiments::crash);
        all.put("paper-crash-unmonitored", PaperExperiments::unmonitored);
        all.put("speed", PaperExperiments::speed);
        return all;
    }

    /** X1: every node joins through the first, then cycles of shuffles. */
    private static Measures overlay(Experiment.Run run) {
        Simulation sim = built(run, monitored());
        Graph graph = Graph.neighbours(sim, host -> true);
        Measures measures = new Measures();
        measures.put("components", graph.components().length);
        measures.put("path", graph.pathLength(200, run.seed));
        measures.put("clustering", graph.clustering());
        measures.put("full_view", graph.shareWithDegree(5));
        measures.put("degree", graph.meanDegree());
        run.done(sim);
        return measures;
    }

    /** X2: floods over X1. */
    private static Measures flood(Experiment.Run run) {
        Simulation sim = built(run, monitored());
        Measures measures = new Measures();
        int messages = (int) run.scenario.number("messages", 20);
        BroadcastMeter meter = new BroadcastMeter(sim);
        double rmr = 0;
        double ldh = 0;
        for (int i = 0; i < messages; i++) {
            Host from = sim.hosts().get(sim.random.nextInt(run.nodes()));
            BroadcastMeter.Course course = publish(sim, meter, from, i);
            sim.runFor(5 * SECOND);
            rmr += course.rmr() / messages;
            ldh += (double) course.ldh() / messages;
            measures.least("delivery", (course.reached + 1.0) / run.nodes());
        }
        measures.put("rmr", rmr).put("ldh", ldh);
        run.done(sim);
        return measures;
    }

    /** X3: a share of the nodes dies at once; links notice after their silence. */
    private static Measures crash(Experiment.Run run) {
        Measures measures = new Measures();
        for (double share : run.scenario.reals("crash", 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)) {
            Simulation sim = built(run, monitored());
            killShare(sim, share);
            String name = "crash_" + Math.round(share * 100);
            sim.runFor(90 * SECOND);
            measures.put(name + "_detected", Graph.neighbours(sim, host -> true).reach());
            cycle(sim);
            measures.put(name + "_1_shuffle", Graph.neighbours(sim, host -> true).reach());
            cycle(sim);
            measures.put(name + "_2_shuffles", Graph.neighbours(sim, host -> true).reach());
            run.done(sim);
        }
        return measures;
    }

    /** X4: a dead link is noticed only by who sends on it; the floods are what is sent. */
    private static Measures unmonitored(Experiment.Run run) {
        Measures measures = new Measures();
        int messages = (int) run.scenario.number("messages", 1_000);
        for (double share : run.scenario.reals("crash", 0.5, 0.7, 0.8)) {
            Simulation sim = built(run, monitored().withDetection(0, 0, SECOND));
            killShare(sim, share);
            List<Host> alive = sim.hosts().stream().filter(Host::up).toList();
            BroadcastMeter meter = new BroadcastMeter(sim);
            double reach = 0;
            for (int i = 0; i < messages; i++) {
                Host from = alive.get(sim.random.nextInt(alive.size()));
                BroadcastMeter.Course course = publish(sim, meter, from, i);
                sim.runFor(2 * SECOND);
                reach += (course.reached + 1.0) / alive.size() / messages;
                meter.clear();
            }
            measures.put("reach_" + Math.round(share * 100), reach);
            run.done(sim);
        }
        return measures;
    }

    /** X22: how long X1 and one flood take on this machine. */
    private static Measures speed(Experiment.Run run) {
        long began = System.nanoTime();
        Simulation sim = built(run, monitored());
        Measures measures = new Measures();
        measures.put("build_seconds", (System.nanoTime() - began) / 1e9);
        BroadcastMeter meter = new BroadcastMeter(sim);
        int messages = 20;
        began = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            publish(sim, meter, sim.hosts().get(i), i);
            sim.runFor(5 * SECOND);
            meter.clear();
        }
        measures.put("broadcast_ms", (System.nanoTime() - began) / 1e6 / messages);
        run.done(sim);
        return measures;
    }

    // The paper counts hops: every link is as long as any other.
    private static NetworkSettings monitored() {
        return NetworkSettings.usual()
                .withLatency(50 * MS, 50 * MS)
                .withDetection(3 * SECOND, 15 * SECOND, SECOND);
    }

    private static Simulation built(Experiment.Run run, NetworkSettings net) {
        Simulation sim = new Simulation(net, run.seed);
        Addresses addresses = new Addresses(run.seed);
        for (int i = 0; i < run.nodes(); i++) {
            Host host = sim.add(PaperHyParView.KIND, Reach.PUBLIC, addresses.anywhere());
            if (i > 0) {
                host.bootstrap = List.of(sim.hosts().getFirst().endpoint);
            }
            sim.start(host);
            sim.runFor(SECOND);
        }
        for (long i = run.scenario.number("cycles", 50); i > 0; i--) {
            cycle(sim);
        }
        return sim;
    }

    /** Every node shuffles once, at its own moment of the cycle. */
    private static void cycle(Simulation sim) {
        for (Host host : sim.hosts()) {
            if (host.up()) {
                sim.later(sim.now() + sim.random.nextLong(CYCLE), host, new Event.Wake());
            }
        }
        sim.runFor(CYCLE + 5 * SECOND);
    }

    private static void killShare(Simulation sim, double share) {
        List<Host> hosts = new ArrayList<>(sim.hosts());
        Collections.shuffle(hosts, new Random(sim.random.nextLong()));
        hosts.subList(0, (int) Math.round(share * hosts.size())).forEach(sim::crash);
    }

    private static BroadcastMeter.Course publish(
            Simulation sim, BroadcastMeter meter, Host from, int version) {
        SignedRecord record =
                Stand.record(
                        RecordKind.REVOCATION, from, version, sim.wallMs(from) + 3_600_000, 3_500);
        BroadcastMeter.Course course = meter.follow(record, from);
        sim.deliver(from, new Event.Publish(record));
        return course;
    }
}
