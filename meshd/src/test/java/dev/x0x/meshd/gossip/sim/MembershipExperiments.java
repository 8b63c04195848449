// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MINUTE;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.membership.Role;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our own overlay under X1, X3, X13, X14 and X15, and what X20 asks. */
final class MembershipExperiments {
    private MembershipExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("overlay", MembershipExperiments::overlay);
        all.put("overlay-crash", MembershipExperiments::crash);
        all.put("nat", MembershipExperiments::nat);
        all.put("join-storm", MembershipExperiments::storm);
        all.put("partition", MembershipExperiments::partition);
        all.put("determinism", MembershipExperiments::determinism);
        return all;
    }

    private static Measures overlay(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Measures measures = new Measures();
        shape(world, measures, "");
        world.sim.traffic.reset();
        world.sim.runFor(10 * MINUTE);
        double seconds = 600;
        measures.put(
                "idle_bytes_per_s", world.sim.traffic.bytes() / seconds / world.sim.hosts().size());
        world.sim
                .traffic
                .perSecond(world.sim.hosts().size(), seconds)
                .forEach((kind, rate) -> measures.put("idle_" + kind + "_per_s", rate));
        measures.put("idle_dials_per_node_hour", 6.0 * world.sim.traffic.dials / run.nodes());
        shape(world, measures, "later_");
        run.done(world.sim);
        return measures;
    }

    static void shape(World world, Measures measures, String name) {
        Graph graph = world.graph();
        measures.put(name + "components", graph.components().length);
        measures.put(name + "reach", graph.reach());
        measures.put(name + "path", graph.pathLength(100, 1));
        measures.put(name + "clustering", graph.clustering());
        measures.put(name + "degree", graph.meanDegree());
        double dialled = 0;
        int dialOut = 0;
        int dialOutFull = 0;
        int most = 0;
        int publicKnown = 0;
        int publics = 0;
        for (Host host : world.sim.hosts()) {
            if (!host.up()) {
                continue;
            }
            int degree = graph.degree(host.index);
            most = Math.max(most, degree);
            if (host.reach == Reach.PUBLIC) {
                publics++;
                publicKnown += host.role == Role.PUBLIC ? 1 : 0;
            } else {
                dialOut++;
                dialled += degree;
                dialOutFull += degree >= 5 ? 1 : 0;
            }
        }
        measures.put(name + "public_known", publics == 0 ? 1 : (double) publicKnown / publics);
        measures.put(name + "dial_out_links", dialOut == 0 ? 0 : dialled / dialOut);
        measures.put(name + "dial_out_full", dialOut == 0 ? 1 : (double) dialOutFull / dialOut);
        measures.put(name + "most_links", most);
    }

    private static Measures crash(Experiment.Run run) {
        Measures measures = new Measures();
        for (double share : run.scenario.reals("crash", 0.5, 0.8, 0.9)) {
            World world = World.grown(World.Plan.of(run.scenario), run.seed);
            world.kill(share);
            String name = "crash_" + Math.round(share * 100);
            world.sim.runFor(16 * SECOND);
            measures.put(name + "_detected", world.graph().reach());
            world.sim.runFor(44 * SECOND);
            measures.put(name + "_1_min", world.graph().reach());
            world.sim.runFor(4 * MINUTE);
            measures.put(name + "_5_min", world.graph().reach());
            run.done(world.sim);
        }
        return measures;
    }

    private static Measures nat(Experiment.Run run) {
        Measures measures = new Measures();
        for (double share : run.scenario.reals("nat_shares", 0, 0.5, 0.8, 0.9, 0.95)) {
            for (double cap : run.scenario.reals("caps", 32, 64)) {
                World.Plan plan = World.Plan.of(run.scenario).withNat(share);
                OverlaySettings usual = plan.settings();
                int inbound = (int) cap - usual.membership().dialledPublic();
                plan =
                        plan.with(
                                new OverlaySettings(
                                        usual.membership().withInbound(inbound),
                                        usual.broadcast(),
                                        usual.unicast()));
                World world = World.grown(plan, run.seed);
                String name = "nat_%d_cap_%d_".formatted(Math.round(share * 100), (int) cap);
                Measures all = new Measures();
                shape(world, all, "");
                for (String each : List.of("components", "reach", "dial_out_links", "most_links")) {
                    measures.put(name + each, all.of(each).orElse(-1));
                }
                measures.most("components_worst", all.of("components").orElse(9));
                measures.most("over_cap", all.of("most_links").orElse(9) - cap);
                world.kill(0.5);
                world.sim.runFor(60 * SECOND);
                measures.put(name + "reach_after_crash", world.graph().reach());
                run.done(world.sim);
            }
        }
        return measures;
    }

    private static Measures storm(Experiment.Run run) {
        World.Plan plan = World.Plan.of(run.scenario);
        HonestNode honest = new HonestNode(plan.settings());
        World world = World.begun(plan, run.seed, _ -> honest);
        Measures measures = new Measures();
        double whole = -1;
        for (int minute = 1; minute <= 10; minute++) {
            world.sim.runFor(MINUTE);
            Graph graph = world.graph();
            if (graph.components().length == 1 && whole < 0) {
                whole = minute;
            } else if (graph.components().length > 1) {
                whole = -1;
            }
            measures.put("reach_" + minute + "_min", graph.reach());
        }
        measures.put("components", world.graph().components().length);
        measures.put("whole_after_minutes", whole < 0 ? 99 : whole);
        run.done(world.sim);
        return measures;
    }

    private static Measures partition(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Measures measures = new Measures();
        Simulation sim = world.sim;
        sim.divide(host -> host.index % 2);
        sim.runFor(run.scenario.number("minutes", 60) * MINUTE);
        measures.put("components_divided", world.graph().components().length);
        BroadcastMeter meter = new BroadcastMeter(sim);
        sim.divide(host -> 0);
        long healed = sim.now();
        long firstContact = -1;
        double whole = -1;
        for (int i = 1; i <= 12 * 60; i++) {
            sim.runFor(5 * SECOND);
            if (firstContact < 0 && crossed(sim)) {
                firstContact = sim.now();
            }
            if (world.graph().components().length == 1) {
                whole = sim.now();
                break;
            }
        }
        measures.put("first_contact_s", (firstContact - healed) / 1e6);
        measures.put("whole_after_contact_s", whole < 0 ? 99_999 : (whole - firstContact) / 1e6);
        List<BroadcastMeter.Course> courses =
                List.of(
                        world.publish(
                                meter,
                                world.anyUp(),
                                dev.x0x.meshd.gossip.wire.RecordKind.ADVERT,
                                6_600));
        sim.runFor(30 * SECOND);
        BroadcastExperiments.summarise(courses, world.population() - 1, measures, "");
        run.done(sim);
        return measures;
    }

    private static boolean crossed(Simulation sim) {
        for (Host host : sim.hosts()) {
            for (SimLink link : host.links.values()) {
                if (link.peerOf(host).index % 2 != host.index % 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /** X20: the same run twice. */
    private static Measures determinism(Experiment.Run run) {
        long[] hashes = new long[2];
        for (int i = 0; i < 2; i++) {
            World world = World.grown(World.Plan.of(run.scenario), run.seed);
            BroadcastMeter meter = new BroadcastMeter(world.sim);
            world.kill(0.1);
            for (int message = 0; message < 10; message++) {
                world.publish(
                        meter,
                        world.anyUp(),
                        dev.x0x.meshd.gossip.wire.RecordKind.ANNOUNCEMENT,
                        9_000);
                world.sim.runFor(5 * SECOND);
            }
            hashes[i] = world.sim.hash.value();
            run.done(world.sim);
        }
        return new Measures().put("equal_hashes", hashes[0] == hashes[1] ? 1 : 0);
    }
}
