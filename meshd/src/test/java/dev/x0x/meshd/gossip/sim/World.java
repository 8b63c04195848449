// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.broadcast.BroadcastSettings;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** A network of our nodes that has come up: bootstraps first, then one after another. */
final class World {
    final Simulation sim;
    final Addresses addresses;
    final List<Host> bootstraps = new ArrayList<>();
    private int published;

    private World(Simulation sim, long seed) {
        this.sim = sim;
        this.addresses = new Addresses(seed);
    }

    /**
     * What a world is made of.
     *
     * @param natShare share of hosts nobody can dial
     * @param bootstraps public hosts that everyone's configuration names
     * @param joinsPerSecond how fast the others are switched on
     * @param settle how long the network runs before anything is measured, in seconds
     */
    record Plan(
            int nodes,
            double natShare,
            int bootstraps,
            double joinsPerSecond,
            long settle,
            NetworkSettings net,
            OverlaySettings settings) {
        static Plan of(Scenario scenario) {
            NetworkSettings net =
                    NetworkSettings.usual()
                            .withLatency(
                                    scenario.number("min_latency_ms", 10) * NetworkSettings.MS,
                                    scenario.number("max_latency_ms", 100) * NetworkSettings.MS)
                            .withLoss(scenario.real("loss", 0));
            return new Plan(
                    scenario.nodes(),
                    scenario.real("nat", 0.5),
                    (int) scenario.number("bootstraps", 20),
                    scenario.real("joins_per_second", 40),
                    scenario.number("settle_s", 300),
                    net,
                    settings(scenario));
        }

        /**
         * What a daemon uses; large worlds name a smaller store, since 10,000 nodes with a record
         * of each do not fit into a machine, and a smaller digest, since with it every record goes
         * to every node though it was never broadcast.
         */
        private static OverlaySettings settings(Scenario scenario) {
            OverlaySettings usual = OverlaySettings.usual();
            BroadcastSettings broadcast = usual.broadcast();
            BroadcastSettings.Store store = broadcast.store();
            BroadcastSettings.Tree tree = broadcast.tree();
            long records = scenario.number("store_records", store.records());
            long digest = scenario.number("digest", tree.digest());
            return new OverlaySettings(
                    usual.membership(),
                    broadcast
                            .with(store.withRecords((int) records))
                            .with(tree.withDigest((int) digest)),
                    usual.unicast());
        }

        Plan withNat(double share) {
            return new Plan(nodes, share, bootstraps, joinsPerSecond, settle, net, settings);
        }

        Plan with(OverlaySettings others) {
            return new Plan(nodes, natShare, bootstraps, joinsPerSecond, settle, net, others);
        }

        Plan with(NetworkSettings other) {
            return new Plan(nodes, natShare, bootstraps, joinsPerSecond, settle, other, settings);
        }
    }

    /** All honest. */
    static World grown(Plan plan, long seed) {
        HonestNode honest = new HonestNode(plan.settings());
        return grown(plan, seed, _ -> honest);
    }

    /** With the kind of each node by its number; bootstraps should be honest. */
    static World grown(Plan plan, long seed, IntFunction<NodeKind> kinds) {
        World world = begun(plan, seed, kinds);
        world.sim.runFor(plan.settle() * SECOND);
        return world;
    }

    /** The same when the last node has just been switched on. */
    static World begun(Plan plan, long seed, IntFunction<NodeKind> kinds) {
        World world = new World(new Simulation(plan.net(), seed), seed);
        Simulation sim = world.sim;
        for (int i = 0; i < plan.nodes(); i++) {
            boolean bootstrap = i < plan.bootstraps();
            Reach reach =
                    bootstrap || sim.random.nextDouble() >= plan.natShare()
                            ? Reach.PUBLIC
                            : Reach.DIAL_OUT;
            Host host = sim.add(kinds.apply(i), reach, world.addresses.anywhere());
            if (bootstrap) {
                world.bootstraps.add(host);
            }
        }
        List<Endpoint> known = world.bootstraps.stream().map(each -> each.endpoint).toList();
        for (Host host : sim.hosts()) {
            host.bootstrap = known.stream().filter(each -> !each.equals(host.endpoint)).toList();
            sim.start(host);
            sim.runFor((long) (SECOND / plan.joinsPerSecond()));
        }
        return world;
    }

    Host any() {
        return sim.hosts().get(sim.random.nextInt(sim.hosts().size()));
    }

    /** An honest machine that is up. */
    Host anyUp() {
        while (true) {
            Host host = any();
            if (host.up() && host.kind.honest()) {
                return host;
            }
        }
    }

    List<Host> shuffled() {
        List<Host> hosts = new ArrayList<>(sim.hosts());
        Collections.shuffle(hosts, new Random(sim.random.nextLong()));
        return hosts;
    }

    /** Lets a share of the machines die at once. */
    List<Host> kill(double share) {
        List<Host> hosts = shuffled();
        List<Host> dead = hosts.subList(0, (int) Math.round(share * hosts.size()));
        dead.forEach(sim::crash);
        return dead;
    }

    /** A new record of this host goes out and is followed. */
    BroadcastMeter.Course publish(BroadcastMeter meter, Host from, RecordKind kind, int bytes) {
        long version = sim.wallMs(from) / 1_000 + ++published;
        SignedRecord record =
                Stand.record(kind, from, version, sim.wallMs(from) + 3_600_000, bytes);
        BroadcastMeter.Course course = meter.follow(record, from);
        sim.deliver(from, new Event.Publish(record));
        return course;
    }

    /** The same for a record that lives so many minutes. */
    BroadcastMeter.Course publishFor(BroadcastMeter meter, Host from, long minutes) {
        long wall = sim.wallMs(from);
        SignedRecord record =
                Stand.record(
                        RecordKind.ADVERT,
                        from,
                        wall / 1_000 + ++published,
                        wall + minutes * 60_000,
                        6_600);
        BroadcastMeter.Course course = meter.follow(record, from);
        sim.deliver(from, new Event.Publish(record));
        return course;
    }

    Graph graph() {
        return Graph.neighbours(sim, host -> host.kind.honest());
    }

    /** Honest machines that are up. */
    int population() {
        return (int) sim.hosts().stream().filter(h -> h.up() && h.kind.honest()).count();
    }
}
