// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.sim.Correspondence.Letter;
import dev.x0x.meshd.gossip.sim.WithholdingNode.Withholds;
import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** X9: nodes that accept and hold back. */
final class WithholdingExperiments {
    private static final long TEN_SECONDS = 10 * SECOND;

    private WithholdingExperiments() {}

    static Map<String, Experiment> all() {
        return Map.of("withholding", WithholdingExperiments::withholding);
    }

    private static Measures withholding(Experiment.Run run) {
        Measures measures = new Measures();
        for (Withholds what : Withholds.values()) {
            World.Plan plan = World.Plan.of(run.scenario);
            Set<MachineId> victims = new HashSet<>();
            int hostile = (int) Math.round(run.scenario.real("hostile", 0.2) * run.nodes());
            NodeKind bad = WithholdingNode.kind(plan.settings(), what, victims);
            HonestNode honest = new HonestNode(plan.settings());
            // hostile ones evenly among those that join, the bootstraps honest
            int others = plan.nodes() - plan.bootstraps();
            World world =
                    World.grown(
                            plan,
                            run.seed,
                            i -> {
                                int j = i - plan.bootstraps();
                                boolean turn =
                                        j >= 0
                                                && (long) (j + 1) * hostile / others
                                                        > (long) j * hostile / others;
                                return turn ? bad : honest;
                            });
            List<Host> chosen = new ArrayList<>();
            while (chosen.size() < run.scenario.number("victims", 5)) {
                Host host = world.anyUp();
                if (victims.add(host.id)) {
                    chosen.add(host);
                }
            }
            String name = what.name().toLowerCase(Locale.ROOT) + "_";
            broadcasts(world, run, chosen, measures, name);
            messages(world, run, chosen, measures, name);
            run.done(world.sim);
        }
        return measures;
    }

    private static void broadcasts(
            World world, Experiment.Run run, List<Host> victims, Measures measures, String name) {
        BroadcastMeter meter = new BroadcastMeter(world.sim);
        List<BroadcastMeter.Course> courses = new ArrayList<>();
        List<BroadcastMeter.Course> theirs = new ArrayList<>();
        for (int i = 0; i < run.scenario.number("warm_up", 5); i++) {
            world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600);
            world.sim.runFor(5 * SECOND);
        }
        for (int i = 0; i < run.scenario.number("messages", 20); i++) {
            courses.add(world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600));
            world.sim.runFor(3 * SECOND);
            Host victim = victims.get(i % victims.size());
            theirs.add(world.publish(meter, victim, RecordKind.ANNOUNCEMENT, Stand.ANNOUNCEMENT));
            world.sim.runFor(3 * SECOND);
        }
        world.sim.runFor(30 * SECOND);
        measures.put(name + "delivery_10_s", inTime(world, courses));
        measures.put(name + "victims_delivery_10_s", inTime(world, theirs));
        courses.addAll(theirs);
        measures.put(name + "rmr", courses.stream().mapToDouble(c -> c.rmr()).average().orElse(9));
        measures.least("delivery_worst", measures.of(name + "delivery_10_s").orElse(0));
        measures.least(
                "victims_records_worst", measures.of(name + "victims_delivery_10_s").orElse(0));
    }

    /** The share of honest receivers that had a record within ten seconds. */
    private static double inTime(World world, List<BroadcastMeter.Course> courses) {
        long wanted = 0;
        long had = 0;
        for (BroadcastMeter.Course course : courses) {
            for (Host host : world.sim.hosts()) {
                if (host.kind.honest() && host.index != course.origin) {
                    long took = course.tookAt[host.index];
                    wanted++;
                    had += took >= 0 && took <= TEN_SECONDS ? 1 : 0;
                }
            }
        }
        return wanted == 0 ? 0 : (double) had / wanted;
    }

    private static void messages(
            World world, Experiment.Run run, List<Host> victims, Measures measures, String name) {
        Correspondence mail = new Correspondence(world.sim);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < run.scenario.number("letters", 200); i++) {
            Host from = world.anyUp();
            Host to = victims.get(i % victims.size());
            if (from != to) {
                letters.add(mail.send(from, to, 16_000));
            }
            world.sim.runFor(SECOND / 2);
        }
        world.sim.runFor(130 * SECOND);
        measures.put(name + "inbox_10_s", arrivedBy(10 * SECOND, letters));
        measures.put(name + "inbox_30_s", arrivedBy(30 * SECOND, letters));
        measures.put(name + "inbox_ever", arrivedBy(Long.MAX_VALUE, letters));
        long acknowledged =
                letters.stream()
                        .filter(each -> each.acknowledgedAt >= 0)
                        .filter(each -> each.acknowledgedAt <= TEN_SECONDS)
                        .count();
        measures.put(
                name + "acknowledged_10_s", (double) acknowledged / Math.max(1, letters.size()));
        measures.put(
                name + "copies",
                letters.stream().mapToInt(each -> each.copies).average().orElse(9));
        measures.least("inbox_10_s_worst", arrivedBy(10 * SECOND, letters));
        measures.least("inbox_30_s_worst", arrivedBy(30 * SECOND, letters));
    }

    private static double arrivedBy(long time, List<Letter> letters) {
        long count =
                letters.stream()
                        .filter(each -> each.arrivedAt >= 0 && each.arrivedAt <= time)
                        .count();
        return letters.isEmpty() ? 0 : (double) count / letters.size();
    }
}
