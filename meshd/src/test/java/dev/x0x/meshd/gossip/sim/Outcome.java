// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** One scenario with one seed, done. */
record Outcome(
        Scenario scenario, long seed, Measures measures, double seconds, long events, long hash) {
    /** Whether every target was met. */
    boolean met() {
        return scenario.targets().stream().allMatch(target -> target.met(measures));
    }

    /** Whether it went as the scenario expects. */
    boolean passed() {
        return met() != scenario.expectFail();
    }

    /** For JSON, in a fixed order. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("scenario", scenario.name());
        map.put("title", scenario.title());
        map.put("nodes", scenario.nodes());
        map.put("seed", seed);
        map.put("verdict", passed() ? "pass" : "FAIL");
        map.put("expected_to_fail", scenario.expectFail());
        map.put("seconds", Math.round(seconds * 10) / 10.0);
        map.put("events", events);
        map.put("event_hash", String.format("%016x", hash));
        Map<String, Object> targets = new LinkedHashMap<>();
        for (Target each : scenario.targets()) {
            Map<String, Object> target = new LinkedHashMap<>();
            target.put("target", each.text());
            var value = measures.of(each.measure());
            target.put("measured", value.isPresent() ? value.getAsDouble() : null);
            target.put("met", each.met(measures));
            targets.put(each.measure(), target);
        }
        map.put("targets", targets);
        map.put("measures", measures.all());
        return map;
    }
}
