// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.broadcast.BroadcastView;
import dev.x0x.meshd.gossip.sim.SpammingNode.Spam;
import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** X12: those who say far too much. */
final class SpamExperiments {
    private SpamExperiments() {}

    static Map<String, Experiment> all() {
        return Map.of("spam", SpamExperiments::spam);
    }

    /** When each peer was cut off or lost its standing with a neighbour. */
    private static final class CutOffs implements Watcher {
        private final Map<MachineId, Integer> count = new HashMap<>();
        private int honest;

        private final Simulation sim;

        CutOffs(Simulation sim) {
            this.sim = sim;
        }

        @Override
        public void cutOff(Host at, MachineId peer, String why) {
            if (sim.host(peer).kind.honest()) {
                honest += at.kind.honest() ? 1 : 0;
            } else {
                count.merge(peer, 1, Integer::sum);
            }
        }
    }

    private static Measures spam(Experiment.Run run) {
        Measures measures = new Measures();
        World.Plan plan = World.Plan.of(run.scenario);
        HonestNode honest = new HonestNode(plan.settings());
        World calm = World.grown(plan, run.seed, _ -> honest);
        double baseline = run(calm, run, measures, "calm_");
        run.done(calm.sim);
        for (Spam spam : Spam.values()) {
            NodeKind bad = SpammingNode.kind(plan.settings(), spam);
            int every = (int) Math.round(1 / run.scenario.real("hostile", 0.05));
            World world =
                    World.grown(
                            plan,
                            run.seed,
                            i -> i >= plan.bootstraps() && i % every == 0 ? bad : honest);
            CutOffs cut = new CutOffs(world.sim);
            world.sim.watchers.add(cut);
            String name = spam.name().toLowerCase(Locale.ROOT) + "_";
            double first = run(world, run, measures, name + "first_minute_");
            double later = run(world, run, measures, name);
            measures.put(name + "first_minute_p99_to_calm", first / baseline);
            measures.put(name + "p99_to_calm", later / baseline);
            measures.put(name + "neighbours_left", neighbours(world));
            measures.most("first_minute_p99_to_calm_worst", first / baseline);
            measures.put(name + "spammers_cut_off", cut.count.size());
            measures.put(name + "honest_cut_off", cut.honest);
            measures.most("p99_to_calm_worst", later / baseline);
            measures.most("honest_cut_off_worst", cut.honest);
            run.done(world.sim);
        }
        return measures;
    }

    /** How many honest neighbours each of the hostile ones has, on average. */
    private static double neighbours(World world) {
        long links = 0;
        long hostile = 0;
        for (Host host : world.sim.hosts()) {
            if (!host.kind.honest()) {
                hostile++;
            } else if (host.up()) {
                for (MachineId each : host.glimpse().neighbours()) {
                    links += world.sim.host(each).kind.honest() ? 0 : 1;
                }
            }
        }
        return hostile == 0 ? 0 : (double) links / hostile;
    }

    /** Honest traffic under attack; the delay that 99 % of the deliveries stay below. */
    private static double run(World world, Experiment.Run run, Measures measures, String name) {
        BroadcastMeter meter = new BroadcastMeter(world.sim);
        List<BroadcastMeter.Course> courses = new ArrayList<>();
        double lowest = 0;
        double tables = 0;
        long began = world.sim.now();
        long verified = verifying(world);
        for (int i = 0; i < run.scenario.number("messages", 20); i++) {
            courses.add(world.publish(meter, world.anyUp(), RecordKind.ADVERT, Stand.ADVERT));
            world.sim.runFor(3 * SECOND);
            for (Host host : world.sim.hosts()) {
                if (host.kind.honest() && host.up()) {
                    OverlayView view = ((HonestNode.Seen) host.glimpse()).view();
                    lowest = Math.min(lowest, lowestHonest(world, view.broadcast()));
                    tables = Math.max(tables, bytes(view.broadcast()));
                }
            }
        }
        world.sim.runFor(20 * SECOND);
        int receivers = world.population() - 1;
        double missed = 0;
        double p99 = 0;
        for (BroadcastMeter.Course each : courses) {
            long had = 0;
            for (Host host : world.sim.hosts()) {
                had += host.kind.honest() && each.tookAt[host.index] >= 0 ? 1 : 0;
            }
            missed += receivers - had;
            p99 += each.percentileMs(0.99) / courses.size();
        }
        double seconds = (world.sim.now() - began) / 1e6;
        double delivery = 1 - missed / ((double) receivers * courses.size());
        measures.put(name + "delivery", delivery);
        measures.put(name + "p99_ms", p99);
        measures.put(name + "lowest_honest_score", lowest);
        measures.put(name + "most_state_mib", tables / (1 << 20));
        measures.put(
                name + "verifier_share", (verifying(world) - verified) / 1e6 / seconds / receivers);
        measures.least("delivery_worst", delivery);
        measures.least("honest_score_worst", lowest);
        measures.most("state_mib_worst", tables / (1 << 20));
        return p99;
    }

    private static long verifying(World world) {
        long busy = 0;
        for (Host host : world.sim.hosts()) {
            busy += host.kind.honest() ? host.verifyBusy : 0;
        }
        return busy;
    }

    private static double lowestHonest(World world, BroadcastView view) {
        double lowest = 0;
        for (BroadcastView.LinkView each : view.links()) {
            if (world.sim.host(each.peer()).kind.honest()) {
                lowest = Math.min(lowest, each.score());
            }
        }
        return lowest;
    }

    /**
     * What the tables hold, by generous sizes of their entries: records whole, others 200 bytes.
     */
    private static double bytes(BroadcastView view) {
        return view.bytes()
                + 200.0
                        * (view.records()
                                + view.seen()
                                + view.missing()
                                + view.verifying()
                                + view.timers()
                                + view.routes()
                                + view.searches());
    }
}
