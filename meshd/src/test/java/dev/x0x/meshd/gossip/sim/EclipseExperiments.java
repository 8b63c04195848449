// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MINUTE;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** X10 and X11: can anybody be surrounded. */
final class EclipseExperiments {
    private EclipseExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("eclipse", EclipseExperiments::eclipse);
        all.put("sybil", EclipseExperiments::sybil);
        return all;
    }

    /** X10: the attack begins when the overlay is up; then others join, in the middle of it. */
    private static Measures eclipse(Experiment.Run run) {
        Measures measures = new Measures();
        for (double share : run.scenario.reals("hostile", 0.02, 0.05, 0.1, 0.2)) {
            int hostile = (int) Math.round(share * run.nodes());
            World.Plan plan =
                    crowded(
                            run,
                            World.Plan.of(run.scenario.with(run.nodes() - hostile, List.of())));
            World world = World.grown(plan, run.seed);
            Conspiracy conspiracy = new Conspiracy();
            NodeKind kind = EclipsingNode.kind(conspiracy, EclipsingNode.Plan.ladder());
            invade(world, conspiracy, kind, hostile, _ -> world.addresses.anywhere());
            String name = "hostile_%d_".formatted(Math.round(share * 100));
            List<Host> late = besiege(world, conspiracy, run, plan);
            judge(world, conspiracy, late, measures, name);
            run.done(world.sim);
        }
        return measures;
    }

    /** With as few inbound places as the scenario says: a small world is as full as a large one. */
    private static World.Plan crowded(Experiment.Run run, World.Plan plan) {
        OverlaySettings usual = plan.settings();
        int inbound = (int) run.scenario.number("inbound", usual.membership().inboundPublic());
        return plan.with(
                new OverlaySettings(
                        usual.membership().withInbound(inbound),
                        usual.broadcast(),
                        usual.unicast()));
    }

    /** X11: many names out of few address groups. */
    private static Measures sybil(Experiment.Run run) {
        Measures measures = new Measures();
        for (double groups : run.scenario.reals("groups", 1, 4)) {
            World.Plan plan = World.Plan.of(run.scenario);
            World world = World.grown(plan, run.seed);
            Conspiracy conspiracy = new Conspiracy();
            // each opens few links: all together as many as in X10
            EclipsingNode.Plan each =
                    new EclipsingNode.Plan(
                            java.time.Duration.ofSeconds(60),
                            java.time.Duration.ofSeconds(120),
                            50);
            NodeKind kind = EclipsingNode.kind(conspiracy, each);
            int names = (int) run.scenario.number("names", 5_000);
            boolean narrow = run.scenario.number("narrow", 1) == 1;
            invade(
                    world,
                    conspiracy,
                    kind,
                    names,
                    i -> {
                        int group = i % (int) groups;
                        return narrow
                                ? world.addresses.inNarrowGroup(group)
                                : world.addresses.inGroup(group);
                    });
            String name = "groups_%d_".formatted((int) groups);
            List<Host> late = besiege(world, conspiracy, run, plan);
            judge(world, conspiracy, late, measures, name);
            run.done(world.sim);
        }
        return measures;
    }

    private static void invade(
            World world,
            Conspiracy conspiracy,
            NodeKind kind,
            int count,
            Function<Integer, Endpoint> addresses) {
        for (Host host : world.sim.hosts()) {
            if (host.reach == Reach.PUBLIC) {
                conspiracy.learns(host);
            }
        }
        for (int i = 0; i < count; i++) {
            Host host = world.sim.add(kind, Reach.PUBLIC, addresses.apply(i));
            conspiracy.joins(host);
            world.sim.start(host);
        }
    }

    /** The attack goes on; newcomers come in its midst; the honest go on talking. */
    private static List<Host> besiege(
            World world, Conspiracy conspiracy, Experiment.Run run, World.Plan plan) {
        Simulation sim = world.sim;
        BroadcastMeter meter = new BroadcastMeter(sim);
        long before = run.scenario.number("minutes_before", 20);
        long after = run.scenario.number("minutes_after", 20);
        long every = run.scenario.number("announce_every_s", 300) * SECOND;
        chatter(world, meter, before * MINUTE, every);
        HonestNode honest = new HonestNode(plan.settings());
        List<Endpoint> known = world.bootstraps.stream().map(each -> each.endpoint).toList();
        List<Host> late = new ArrayList<>();
        int newcomers = (int) run.scenario.number("late", plan.nodes() / 10);
        for (int i = 0; i < newcomers; i++) {
            Reach reach = sim.random.nextDouble() < plan.natShare() ? Reach.DIAL_OUT : Reach.PUBLIC;
            Host host = sim.add(honest, reach, world.addresses.anywhere());
            host.bootstrap = known;
            sim.start(host);
            sim.later(sim.now() + 5 * SECOND, host, new Event.Publish(host.hello.getFirst()));
            late.add(host);
            if (reach == Reach.PUBLIC) {
                conspiracy.learns(host);
            }
            chatter(world, meter, SECOND, every);
        }
        chatter(world, meter, after * MINUTE, every);
        return late;
    }

    /** Everybody honest announces itself, one after the other, each at the daemon's interval. */
    private static void chatter(World world, BroadcastMeter meter, long time, long every) {
        Simulation sim = world.sim;
        long until = sim.now() + time;
        long pause = every / world.population();
        int turn = sim.random.nextInt(sim.hosts().size());
        while (sim.now() < until) {
            Host from = sim.hosts().get(turn++ % sim.hosts().size());
            if (from.up() && from.kind.honest()) {
                world.publish(meter, from, RecordKind.ANNOUNCEMENT, Stand.ANNOUNCEMENT);
                meter.clear();
                sim.runFor(Math.min(pause, until - sim.now()));
            }
        }
    }

    private static void judge(
            World world, Conspiracy conspiracy, List<Host> late, Measures measures, String name) {
        Simulation sim = world.sim;
        Graph graph = world.graph();
        int old = 0;
        int oldEclipsed = 0;
        int lateEclipsed = 0;
        int publics = 0;
        long dialled = 0;
        long dialledHostile = 0;
        long links = 0;
        long linksHostile = 0;
        double bookHostile = 0;
        double mostShare = 0;
        int mostInbound = 0;
        int honest = 0;
        for (Host host : sim.hosts()) {
            if (!host.kind.honest() || !host.up()) {
                continue;
            }
            honest++;
            publics += host.reach == Reach.PUBLIC ? 1 : 0;
            boolean newcomer = late.contains(host);
            boolean eclipsed = graph.degree(host.index) == 0;
            old += newcomer ? 0 : 1;
            oldEclipsed += eclipsed && !newcomer ? 1 : 0;
            lateEclipsed += eclipsed && newcomer ? 1 : 0;
            Glimpse glimpse = host.glimpse();
            List<MachineId> chosen = List.copyOf(glimpse.dialled());
            List<MachineId> all = List.copyOf(glimpse.neighbours());
            int own = count(conspiracy, chosen);
            int others = count(conspiracy, all);
            dialled += chosen.size();
            dialledHostile += own;
            links += all.size();
            linksHostile += others;
            mostShare = Math.max(mostShare, all.isEmpty() ? 0 : (double) others / all.size());
            mostInbound = Math.max(mostInbound, others - own);
            List<MachineId> book = List.copyOf(glimpse.book());
            bookHostile += book.isEmpty() ? 0 : (double) count(conspiracy, book) / book.size();
        }
        double groupShare =
                (double) conspiracy.members().size() / (conspiracy.members().size() + publics);
        measures.put(name + "eclipsed", (double) oldEclipsed / old);
        measures.put(
                name + "eclipsed_late", late.isEmpty() ? 0 : (double) lateEclipsed / late.size());
        measures.put(name + "honest_component", graph.reach());
        measures.put(
                name + "dialled_hostile", dialled == 0 ? 1 : (double) dialledHostile / dialled);
        measures.put(name + "group_share", groupShare);
        measures.put(
                name + "dialled_to_group_share",
                dialled == 0 ? 9 : (double) dialledHostile / dialled / groupShare);
        measures.put(name + "links_hostile", links == 0 ? 1 : (double) linksHostile / links);
        measures.put(name + "links_hostile_most", mostShare);
        measures.put(name + "inbound_hostile_most", mostInbound);
        measures.put(name + "book_hostile", bookHostile / honest);
        measures.put(name + "dialled_per_node", (double) dialled / honest);
        measures.most("eclipsed_worst", (double) oldEclipsed / old);
        measures.most(
                "eclipsed_late_worst", late.isEmpty() ? 0 : (double) lateEclipsed / late.size());
        measures.most(
                "dialled_to_group_share_worst",
                dialled == 0 ? 9 : (double) dialledHostile / dialled / groupShare);
        measures.least("honest_component_worst", graph.reach());
    }

    private static int count(Conspiracy conspiracy, List<MachineId> among) {
        int count = 0;
        for (MachineId each : among) {
            count += conspiracy.includes(each) ? 1 : 0;
        }
        return count;
    }
}
