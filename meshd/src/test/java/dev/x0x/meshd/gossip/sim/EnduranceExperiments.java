// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MINUTE;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** X16, X17 and X19: churn and sleep, narrow uplinks, wrong clocks. */
final class EnduranceExperiments {
    private static final int RECORD = 6_600;

    private EnduranceExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("churn", EnduranceExperiments::churn);
        all.put("bandwidth", EnduranceExperiments::bandwidth);
        all.put("clocks", EnduranceExperiments::clocks);
        return all;
    }

    /** A record on its way, and who was up long enough to be owed it. */
    private record Owed(BroadcastMeter.Course course, List<Host> hosts, List<Integer> lives) {}

    /** X16: every minute a share is replaced by machines just switched on; some sleep for hours. */
    private static Measures churn(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Simulation sim = world.sim;
        Measures measures = new Measures();
        BroadcastMeter meter = new BroadcastMeter(sim);
        long minutes = run.scenario.number("minutes", 120);
        double share = run.scenario.real("churn_per_minute", 0.05);
        List<Host> sleepers = new ArrayList<>();
        for (Host host : world.shuffled()) {
            if (host.reach != Reach.PUBLIC
                    && sleepers.size() < run.scenario.real("sleepers", 0.1) * run.nodes()) {
                sim.sleep(host);
                sleepers.add(host);
            }
        }
        long asleepAt = sim.now();
        Map<Host, Long> offSince = new LinkedHashMap<>();
        List<Owed> owed = new ArrayList<>();
        Map<String, Double> half = Map.of();
        double debt = 0;
        for (long minute = 0; minute < minutes; minute++) {
            for (int part = 0; part < 12; part++) {
                for (debt += share * run.nodes() / 12; debt >= 1; debt--) {
                    Host gone = world.anyUp();
                    if (!world.bootstraps.contains(gone)) {
                        sim.crash(gone);
                        offSince.put(gone, sim.now());
                    }
                }
                for (Host host : List.copyOf(offSince.keySet())) {
                    if (sim.now() - offSince.get(host) >= MINUTE) {
                        offSince.remove(host);
                        sim.start(host);
                    }
                }
                owed.add(publish(world, meter));
                sim.runFor(5 * SECOND);
            }
            if (minute == minutes / 2) {
                half = tables(sim);
            }
        }
        Map<String, Double> end = tables(sim);
        count(owed, measures);
        for (String table : end.keySet()) {
            double before = half.getOrDefault(table, 0.0);
            measures.put("mean_" + table, end.get(table));
            // a table of a handful may double and mean nothing
            measures.most("growth", end.get(table) / Math.max(before, 16));
        }
        awaken(sim, sleepers, asleepAt, run, measures);
        run.done(sim);
        return measures;
    }

    /** After a night's sleep: how soon a machine has neighbours again, and how it dials. */
    private static void awaken(
            Simulation sim,
            List<Host> sleepers,
            long asleepAt,
            Experiment.Run run,
            Measures measures) {
        sim.runUntil(asleepAt + run.scenario.number("sleep_minutes", 480) * MINUTE);
        sim.traffic.reset();
        sleepers.forEach(sim::wake);
        sim.runFor(10 * SECOND);
        long back =
                sleepers.stream()
                        .filter(each -> each.links.values().stream().anyMatch(l -> !l.silent))
                        .filter(each -> !each.glimpse().neighbours().isEmpty())
                        .count();
        measures.put("awake_linked_in_10_s", (double) back / sleepers.size());
        measures.put("awake_dials_per_s", sim.traffic.dials / 10.0 / Math.max(1, sleepers.size()));
    }

    private static Owed publish(World world, BroadcastMeter meter) {
        Simulation sim = world.sim;
        List<Host> hosts = new ArrayList<>();
        List<Integer> lives = new ArrayList<>();
        Host from = world.anyUp();
        while (sim.now() - from.startedAt < MINUTE) {
            from = world.anyUp();
        }
        for (Host host : sim.hosts()) {
            if (host.up() && host != from && sim.now() - host.startedAt >= MINUTE) {
                hosts.add(host);
                lives.add(host.life);
            }
        }
        return new Owed(world.publish(meter, from, RecordKind.ADVERT, RECORD), hosts, lives);
    }

    /** Who went down within the half minute that a record may take is owed nothing. */
    private static void count(List<Owed> owed, Measures measures) {
        long due = 0;
        long came = 0;
        double redundancy = 0;
        for (Owed each : owed) {
            for (int i = 0; i < each.hosts.size(); i++) {
                Host host = each.hosts.get(i);
                boolean took = each.course.took(host);
                boolean stayed = host.life == each.lives.get(i) && host.state != Host.State.OFF;
                if (took || stayed) {
                    due++;
                    came += took ? 1 : 0;
                }
            }
            redundancy += each.course.rmr() / owed.size();
        }
        measures.put("delivery", (double) came / due);
        measures.put("rmr", redundancy);
        measures.put("messages", owed.size());
    }

    private static Map<String, Double> tables(Simulation sim) {
        Map<String, Double> sums = new LinkedHashMap<>();
        double up = sim.hosts().stream().filter(Host::up).count();
        for (Host host : sim.hosts()) {
            if (host.up()) {
                host.glimpse()
                        .tables()
                        .forEach((table, size) -> sums.merge(table, size / up, Double::sum));
            }
        }
        return sums;
    }

    /** X17: MESH.md §5, its rows against uplinks. */
    private static Measures bandwidth(Experiment.Run run) {
        Measures measures = new Measures();
        double perMinute = run.scenario.real("per_node_and_minute", 1);
        int bytes = (int) run.scenario.number("bytes", 64_000);
        for (double mbit : run.scenario.reals("uplink_mbit", 1, 10, 100)) {
            World.Plan plan = World.Plan.of(run.scenario);
            long uplink = Math.round(mbit * 125_000);
            World world = World.grown(plan.with(plan.net().withUplink(uplink)), run.seed);
            Simulation sim = world.sim;
            BroadcastMeter meter = new BroadcastMeter(sim);
            sim.runFor(MINUTE);
            long gap = Math.round(60e6 / (perMinute * run.nodes()));
            long warm = run.scenario.number("warm_up", 100);
            long count = warm + run.scenario.number("messages", 200);
            List<BroadcastMeter.Course> courses = new ArrayList<>();
            long began = sim.now();
            for (int i = 0; i < count; i++) {
                BroadcastMeter.Course course =
                        world.publish(meter, world.anyUp(), RecordKind.ADVERT, bytes);
                if (i == warm) {
                    sim.traffic.reset();
                    sim.hosts().forEach(host -> host.mostQueued = 0);
                    began = sim.now();
                }
                if (i >= warm) {
                    courses.add(course);
                }
                sim.runFor(gap);
            }
            double seconds = (sim.now() - began) / 1e6;
            double heard = sim.traffic.bytes(FrameName.GOSSIP) / seconds / run.nodes();
            sim.runFor(30 * SECOND);
            double predicted = perMinute / 60 * run.nodes() * bytes * 1.05;
            String name = "mbit_%d_".formatted((long) mbit);
            measures.put(name + "in_bytes_per_s", heard);
            measures.put(name + "in_by_predicted", heard / predicted);
            double most =
                    sim.hosts().stream()
                            .mapToDouble(host -> (double) host.mostQueued)
                            .max()
                            .orElse(0);
            measures.put(name + "most_queued", most);
            measures.put(name + "refused", (double) sim.traffic.refused);
            BroadcastExperiments.summarise(courses, world.population() - 1, measures, name);
            run.done(sim);
        }
        measures.put("predicted_bytes_per_s", perMinute / 60 * run.nodes() * bytes * 1.05);
        return measures;
    }

    /** X19: a tenth of the clocks is ten minutes off, half of them fast and half of them slow. */
    private static Measures clocks(Experiment.Run run) {
        World world = World.grown(World.Plan.of(run.scenario), run.seed);
        Simulation sim = world.sim;
        Measures measures = new Measures();
        long offset = run.scenario.number("offset_s", 600) * 1_000;
        List<Host> wrong =
                world.shuffled().subList(0, (int) (run.scenario.real("share", 0.1) * run.nodes()));
        for (int i = 0; i < wrong.size(); i++) {
            wrong.get(i).clockOffsetMs = i % 2 == 0 ? offset : -offset;
        }
        sim.runFor(5 * MINUTE);
        measures.put("components", world.graph().components().length);
        measures.put("reach", world.graph().reach());
        BroadcastMeter meter = new BroadcastMeter(sim);
        for (String who : List.of("right", "fast", "slow")) {
            List<BroadcastMeter.Course> courses = new ArrayList<>();
            for (int i = 0; i < run.scenario.number("messages", 20); i++) {
                Host from = world.anyUp();
                while (!who.equals(clock(from))) {
                    from = world.anyUp();
                }
                // A record that lives a day: what a clock ahead of ours signs is from the future.
                courses.add(world.publishFor(meter, from, 24 * 60));
                sim.runFor(5 * SECOND);
            }
            sim.runFor(30 * SECOND);
            double came = 0;
            double due = 0;
            double late = 0;
            for (BroadcastMeter.Course each : courses) {
                for (Host host : sim.hosts()) {
                    if (host.up() && clock(host).equals("right") && host.index != each.origin) {
                        due++;
                        came += each.took(host) ? 1 : 0;
                    }
                }
                late = Math.max(late, each.percentileMs(0.99));
            }
            measures.put(who + "_delivery", came / due);
            measures.put(who + "_p99_ms", late);
        }
        run.done(sim);
        return measures;
    }

    private static String clock(Host host) {
        return host.clockOffsetMs == 0 ? "right" : host.clockOffsetMs > 0 ? "fast" : "slow";
    }
}
