// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MS;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.broadcast.BroadcastSettings;
import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** X5 to X8: Plumtree over our membership. */
final class BroadcastExperiments {
    private BroadcastExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("broadcast", BroadcastExperiments::steady);
        all.put("broadcast-timers", BroadcastExperiments::timers);
        all.put("broadcast-crash", BroadcastExperiments::crash);
        return all;
    }

    /** X5 and X6: one sender, then another for each message. */
    private static Measures steady(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Measures measures = new Measures();
        measures.put("components", world.graph().components().length);
        Host sender = world.anyUp();
        for (boolean oneSender : new boolean[] {true, false}) {
            BroadcastMeter meter = new BroadcastMeter(world.sim);
            List<BroadcastMeter.Course> courses = new ArrayList<>();
            long warmUp = run.scenario.number("warm_up", 10);
            for (int i = 0; i < warmUp + run.scenario.number("messages", 20); i++) {
                Host from = oneSender ? sender : world.anyUp();
                BroadcastMeter.Course course = world.publish(meter, from, RecordKind.ADVERT, 6_600);
                if (i >= warmUp) {
                    courses.add(course);
                }
                world.sim.runFor(5 * SECOND);
            }
            world.sim.runFor(20 * SECOND);
            world.sim.watchers.remove(meter);
            String name = oneSender ? "one_" : "any_";
            summarise(courses, world.population() - 1, measures, name);
            // What flood-publish (MESH.md row 48) brings to those that the tree reaches too.
            measures.put(
                    name + "flood_share_of_rmr",
                    courses.stream()
                            .mapToDouble(each -> each.floodRedundancy())
                            .average()
                            .orElse(0));
        }
        run.done(world.sim);
        return measures;
    }

    /** X7: graft timers against latency and loss. */
    private static Measures timers(Experiment.Run run) {
        Measures measures = new Measures();
        World.Plan plan = World.Plan.of(run.scenario);
        for (double t1 : run.scenario.reals("t1_ms", 80, 250, 500, 1_000, 2_000)) {
            for (double latency : run.scenario.reals("latency_ms", 100, 400)) {
                for (double loss : run.scenario.reals("loss", 0, 0.05)) {
                    BroadcastSettings usual = BroadcastSettings.usual();
                    OverlaySettings settings =
                            new OverlaySettings(
                                    plan.settings().membership(),
                                    usual.with(usual.tree().withTimers((long) t1, (long) t1 / 2)),
                                    plan.settings().unicast());
                    NetworkSettings net =
                            plan.net()
                                    .withLatency(10 * MS, Math.round(latency * MS))
                                    .withLoss(loss);
                    World world = World.grown(plan.with(settings).with(net), run.seed);
                    BroadcastMeter meter = new BroadcastMeter(world.sim);
                    List<BroadcastMeter.Course> courses = new ArrayList<>();
                    long warmUp = run.scenario.number("warm_up", 10);
                    for (int i = 0; i < warmUp + run.scenario.number("messages", 10); i++) {
                        BroadcastMeter.Course course =
                                world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600);
                        world.sim.runFor(10 * SECOND);
                        if (i >= warmUp) {
                            courses.add(course);
                        }
                    }
                    run.done(world.sim);
                    String name =
                            "t1_%d_latency_%d_loss_%d_"
                                    .formatted((long) t1, (long) latency, Math.round(loss * 100));
                    double rmr = courses.stream().mapToDouble(c -> c.rmr()).average().orElse(0);
                    measures.put(name + "rmr", rmr);
                    measures.put(
                            name + "p99_ms",
                            courses.stream()
                                    .mapToDouble(c -> c.percentileMs(0.99))
                                    .max()
                                    .orElse(0));
                    if (t1 == 1_000) {
                        measures.most("default_rmr", rmr);
                    }
                }
            }
        }
        return measures;
    }

    /** X8: a share of the nodes dies in the middle of a steady stream. */
    private static Measures crash(Experiment.Run run) {
        Measures measures = new Measures();
        for (double share : run.scenario.reals("crash", 0.5, 0.8)) {
            World world = World.grown(World.Plan.of(run.scenario), run.seed);
            BroadcastMeter meter = new BroadcastMeter(world.sim);
            for (int i = 0; i < 10; i++) {
                world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600);
                world.sim.runFor(2 * SECOND);
            }
            world.kill(share);
            world.sim.runFor(20 * SECOND);
            List<BroadcastMeter.Course> courses = new ArrayList<>();
            for (int i = 0; i < run.scenario.number("messages", 15); i++) {
                courses.add(world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600));
                world.sim.runFor(4 * SECOND);
            }
            world.sim.runFor(30 * SECOND);
            run.done(world.sim);
            String name = "crash_" + Math.round(share * 100) + "_";
            int receivers = world.population() - 1;
            measures.put(name + "reach", world.graph().reach());
            summarise(courses, receivers, measures, name);
            measures.put(name + "first_rmr", courses.getFirst().rmr());
            measures.put(
                    name + "rmr_after_5",
                    courses.stream().skip(5).mapToDouble(c -> c.rmr()).average().orElse(9));
        }
        return measures;
    }

    static void summarise(
            List<BroadcastMeter.Course> courses, int receivers, Measures measures, String name) {
        double rmr = 0;
        double ldh = 0;
        double duplicates = 0;
        double grafts = 0;
        double missed = 0;
        double p50 = 0;
        double p99 = 0;
        double last = 0;
        double worst = 1;
        for (BroadcastMeter.Course each : courses) {
            rmr += each.rmr() / courses.size();
            ldh = Math.max(ldh, each.ldh());
            duplicates += each.duplicates;
            grafts += (double) each.grafts / courses.size();
            missed += Math.max(0, receivers - each.reached);
            worst = Math.min(worst, (double) each.reached / receivers);
            p50 = Math.max(p50, each.percentileMs(0.5));
            p99 = Math.max(p99, each.percentileMs(0.99));
            last = Math.max(last, each.percentileMs(1));
        }
        measures.put(name + "delivery", 1 - missed / ((double) receivers * courses.size()));
        measures.put(name + "worst_delivery", worst);
        measures.put(name + "missed", missed);
        measures.put(name + "duplicates", duplicates);
        measures.put(name + "rmr", rmr);
        measures.put(name + "ldh", ldh);
        measures.put(name + "grafts", grafts);
        measures.put(name + "p50_ms", p50);
        measures.put(name + "p99_ms", p99);
        measures.put(name + "last_ms", last);
    }
}
