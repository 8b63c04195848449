// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.broadcast.Cadence;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What it costs an idle node that everyone knows who is alive (issue 3). */
final class LivenessExperiments {
    private static final int SLOTS = 64;
    private static final double DAY = 86_400;

    private LivenessExperiments() {}

    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.put("liveness", LivenessExperiments::liveness);
        return all;
    }

    /**
     * The same network twice: with heartbeats by hash chain, and with a signed record for each. A
     * sample of the nodes beats, and every node does in turn what that costs it is counted for:
     * traffic of different origins does not share frames, so the whole is the sample's times nodes
     * by sample.
     */
    private static Measures liveness(Experiment.Run run) {
        Measures measures = new Measures();
        int nodes = run.nodes();
        long interval = Cadence.heartbeat(nodes).toSeconds();
        int rounds = (int) run.scenario.number("rounds", 4);
        measures.put("interval_s", (double) interval);
        for (boolean signed : new boolean[] {false, true}) {
            World world = World.grown(World.Plan.of(run.scenario), run.seed);
            Simulation sim = world.sim;
            BroadcastMeter meter = new BroadcastMeter(sim);
            for (int i = 0; i < 20; i++) { // circles are cut by records, as they would be in use
                world.publish(meter, world.anyUp(), RecordKind.ADVERT, 6_600);
                sim.runFor(5 * SECOND);
            }
            List<Host> sample =
                    world.shuffled()
                            .subList(
                                    0, Math.min(nodes, (int) run.scenario.number("sample", nodes)));
            Map<Host, Chain> chains = new LinkedHashMap<>();
            for (Host each : sample) {
                Chain chain = new Chain(each, sim.wallMs(each), interval * 1_000);
                chains.put(each, chain);
                if (!signed) {
                    sim.deliver(each, new Event.Publish(chain.record));
                    sim.runFor(SECOND / 5);
                }
            }
            sim.runFor(30 * SECOND);
            double share = 1.0 / sample.size(); // of nodes / sample / nodes
            sim.traffic.reset();
            long began = sim.now();
            for (int round = 1; round <= rounds; round++) {
                beats(world, sample, chains, signed, interval * SECOND);
            }
            double seconds = (sim.now() - began) / 1e6;
            String name = signed ? "signed_" : "chain_";
            // Every byte is sent by one and heard by another: in and out.
            measures.put(name + "bytes_per_s", 2 * share * liveness(sim) / seconds);
            measures.put(name + "on_wire_per_s", 2 * share * livenessOnWire(sim) / seconds);
            if (!signed) {
                double daily = 2.0 * nodes * Stand.CHAIN / DAY;
                measures.put("chain_renewal_per_s", daily);
                measures.put("chain_known", known(sim, sample, rounds));
            }
            run.done(sim);
        }
        measures.put(
                "signed_by_chain",
                measures.of("signed_bytes_per_s").orElse(0)
                        / measures.of("chain_bytes_per_s").orElse(1));
        return measures;
    }

    /** Everyone of the sample beats once, spread over the interval. */
    private static void beats(
            World world,
            List<Host> sample,
            Map<Host, Chain> chains,
            boolean signed,
            long interval) {
        Simulation sim = world.sim;
        long end = sim.now() + interval;
        for (Host host : sample) {
            Chain chain = chains.get(host);
            chain.slot++;
            if (signed) {
                long wall = sim.wallMs(host);
                sim.deliver(
                        host,
                        new Event.Publish(
                                Stand.record(
                                        RecordKind.ANNOUNCEMENT,
                                        host,
                                        wall / 1_000 + chain.slot,
                                        wall + 24 * 3_600_000L,
                                        Stand.CHAIN)));
            } else {
                sim.deliver(
                        host,
                        new Event.Beat(
                                chain.slot,
                                chain.record.id().high(),
                                chain.links.show(chain.slot)));
            }
            sim.runFor(interval / (sample.size() + 1));
        }
        sim.runUntil(end);
    }

    /** Without lookups: those are of membership, which confirms whom it dials. */
    private static Set<FrameName> kinds() {
        return EnumSet.of(
                FrameName.GOSSIP,
                FrameName.IHAVE,
                FrameName.GRAFT,
                FrameName.PRUNE,
                FrameName.HEARTBEAT);
    }

    private static long liveness(Simulation sim) {
        return kinds().stream().mapToLong(sim.traffic::bytes).sum();
    }

    private static long livenessOnWire(Simulation sim) {
        return kinds().stream().mapToLong(sim.traffic::onWire).sum();
    }

    /** The share of the heartbeats that came to a node. */
    private static double known(Simulation sim, List<Host> sample, int rounds) {
        long beats = 0;
        for (Host host : sim.hosts()) {
            if (host.glimpse() instanceof HonestNode.Seen seen) {
                beats += seen.view().broadcast().counters().beats();
            }
        }
        return beats / (sim.hosts().size() - 1.0) / sample.size() / rounds;
    }

    /** A chain as its machine has it. */
    private static final class Chain {
        final HeartbeatChain links;
        final SignedRecord record;
        int slot;

        Chain(Host host, long startMs, long intervalMs) {
            byte[] last = new byte[HeartbeatChain.LINK];
            ByteBuffer.wrap(last).putLong(EventHash.mix(host.index + 77L));
            links = HeartbeatChain.of(host.id, SLOTS, last);
            NetworkHash network = NetworkHash.ofName("simulated");
            MachineId id = host.id;
            var chain =
                    new ChainRecord(
                            network, id, 1, host.index, startMs, intervalMs, SLOTS, links.anchor());
            long high = EventHash.mix(host.index ^ startMs);
            record =
                    new SignedRecord(
                            RecordKind.CHAIN,
                            new RecordId(high, ~high),
                            id,
                            id,
                            startMs,
                            startMs + intervalMs * SLOTS,
                            Optional.empty(),
                            Optional.of(chain),
                            Stand.bytes(Stand.CHAIN, true));
        }
    }
}
