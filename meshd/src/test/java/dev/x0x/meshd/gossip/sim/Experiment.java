// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** A way to use the simulator that ends in figures. */
interface Experiment {
    /** One run, and the figures. */
    Measures run(Run run);

    /** What a run is given, and the simulations it made, for their events and hashes. */
    final class Run {
        final Scenario scenario;
        final long seed;
        long events;
        long hash = 1;

        Run(Scenario scenario, long seed) {
            this.scenario = scenario;
            this.seed = seed;
        }

        int nodes() {
            return scenario.nodes();
        }

        /** To be called when a simulation is over. */
        void done(Simulation sim) {
            events += sim.hash.events();
            hash = EventHash.mix(hash ^ sim.hash.value());
        }
    }

    /** Every experiment by the name that scenario files use. */
    static Map<String, Experiment> all() {
        Map<String, Experiment> all = new LinkedHashMap<>();
        all.putAll(PaperExperiments.all());
        all.putAll(MembershipExperiments.all());
        all.putAll(BroadcastExperiments.all());
        all.putAll(UnicastExperiments.all());
        all.putAll(LivenessExperiments.all());
        all.putAll(EnduranceExperiments.all());
        all.putAll(EclipseExperiments.all());
        all.putAll(WithholdingExperiments.all());
        all.putAll(SpamExperiments.all());
        return all;
    }

    /** Runs a scenario with one seed, and takes the time. */
    static Outcome run(Scenario scenario, long seed) {
        Experiment experiment = all().get(scenario.experiment());
        if (experiment == null) {
            throw new IllegalArgumentException(
                    "scenario " + scenario.name() + ": no experiment " + scenario.experiment());
        }
        Run run = new Run(scenario, seed);
        long began = System.nanoTime();
        Measures measures = experiment.run(run);
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Outcome(scenario, seed, measures, seconds, run.events, run.hash);
    }
}
