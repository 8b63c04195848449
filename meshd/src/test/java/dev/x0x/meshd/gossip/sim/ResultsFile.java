// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code docs/mesh-results.md}, and beside it every measure as JSON: what a run did not do again
 * stays.
 */
final class ResultsFile {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultsFile() {}

    /** Adds outcomes to what is there; notes are those of the scenarios as they are now. */
    static void write(Path docs, List<Outcome> outcomes, List<Scenario> scenarios)
            throws IOException {
        Path file = docs.resolve("mesh-results.json");
        Map<String, List<Map<String, Object>>> runs = new TreeMap<>();
        if (Files.exists(file)) {
            runs.putAll(JSON.readValue(file.toFile(), new TypeReference<>() {}));
        }
        Map<String, List<Map<String, Object>>> fresh = new LinkedHashMap<>();
        for (Outcome each : outcomes) {
            fresh.computeIfAbsent(each.scenario().name(), _ -> new ArrayList<>()).add(each.toMap());
        }
        runs.putAll(fresh);
        Map<String, String> notes = new TreeMap<>();
        scenarios.forEach(each -> notes.put(each.name(), each.note()));
        runs.keySet().retainAll(notes.keySet());
        JSON.writeValue(file.toFile(), runs);
        Files.writeString(docs.resolve("mesh-results.md"), table(runs, notes));
    }

    static String table(Map<String, List<Map<String, Object>>> runs, Map<String, String> notes) {
        StringBuilder text = new StringBuilder();
        text.append("# The mesh in the simulator\n\n");
        text.append(
                "Written by `./dev sim`; do not edit. One line is one target of one experiment");
        text.append(" (`conformance-tests/sim`),\nmeasured with each seed in turn. Every measure");
        text.append(" and the event hashes are in `mesh-results.json`.\n\n");
        text.append(
                "| experiment | measure | target | measured per seed | verdict | nodes | seeds |");
        text.append(" seconds |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        runs.forEach((name, outcomes) -> rows(text, name, outcomes));
        text.append("\n## Notes\n\nWhy a target is missed and what was tried, and what the nodes");
        text.append(" of an experiment do not have that a daemon has.\n\n");
        List<String> missing =
                notes.keySet().stream().filter(name -> !runs.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            text.append("Not measured here: ").append(String.join(", ", missing)).append(".\n\n");
        }
        notes.forEach(
                (name, note) -> {
                    if (runs.containsKey(name) && !note.isEmpty()) {
                        text.append("- **").append(name).append("**: ").append(note).append('\n');
                    }
                });
        return text.toString();
    }

    @SuppressWarnings("unchecked")
    private static void rows(StringBuilder text, String name, List<Map<String, Object>> outcomes) {
        Map<String, Object> first = outcomes.getFirst();
        boolean expectFail = (Boolean) first.get("expected_to_fail");
        double seconds = 0;
        List<String> seeds = new ArrayList<>();
        for (Map<String, Object> each : outcomes) {
            seeds.add(String.valueOf(each.get("seed")));
            seconds += ((Number) each.get("seconds")).doubleValue();
        }
        var targets = (Map<String, Map<String, Object>>) first.get("targets");
        for (String measure : targets.keySet()) {
            List<String> values = new ArrayList<>();
            boolean met = true;
            for (Map<String, Object> each : outcomes) {
                var target = ((Map<String, Map<String, Object>>) each.get("targets")).get(measure);
                met &= (Boolean) target.get("met");
                values.add(number(target.get("measured")));
            }
            String verdict = met ? "pass" : expectFail ? "fails, as expected" : "**FAIL**";
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s: %s | %s | %s | %s | %s | %s | %s | %.0f |%n",
                            name,
                            first.get("title"),
                            measure,
                            targets.get(measure).get("target"),
                            String.join(", ", values),
                            verdict,
                            first.get("nodes"),
                            String.join(", ", seeds),
                            seconds));
        }
    }

    private static String number(Object value) {
        if (!(value instanceof Number number)) {
            return "not measured";
        }
        double real = number.doubleValue();
        if (real == Math.rint(real) && Math.abs(real) < 1e9) {
            return String.valueOf((long) real);
        }
        return String.format(Locale.ROOT, Math.abs(real) < 10 ? "%.4f" : "%.1f", real);
    }
}
