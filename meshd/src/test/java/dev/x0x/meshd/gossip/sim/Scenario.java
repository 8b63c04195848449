// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One file of {@code conformance-tests/sim}: an experiment with its sizes, parameters and targets.
 * The table {@code [ci]} overrides what it names for the small set; {@code expect = "fail"} marks
 * an experiment that shows a failure, and passes if it fails.
 */
record Scenario(
        String name,
        String title,
        String experiment,
        int nodes,
        List<Long> seeds,
        boolean expectFail,
        boolean inTests,
        Map<String, Object> parameters,
        List<Target> targets,
        String note) {
    private static final Set<String> KEYS =
            Set.of(
                    "title",
                    "experiment",
                    "nodes",
                    "seeds",
                    "expect",
                    "note",
                    "parameters",
                    "targets",
                    "ci");
    private static final Set<String> CI_KEYS =
            Set.of("nodes", "seeds", "test", "parameters", "targets");

    /** Every scenario of a folder, by file name. */
    static List<Scenario> all(Path folder, boolean ci) throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.filter(f -> f.toString().endsWith(".toml")).sorted().toList()) {
                scenarios.add(read(each, ci));
            }
        }
        return scenarios;
    }

    static Scenario read(Path file, boolean ci) throws IOException {
        TomlParseResult toml = Toml.parse(file);
        if (toml.hasErrors()) {
            throw new IOException(file + ": " + toml.errors().getFirst());
        }
        refuseOthers(file, toml, KEYS);
        String name = file.getFileName().toString().replace(".toml", "");
        Map<String, Object> parameters = values(toml.getTable("parameters"));
        Map<String, Object> targets = values(toml.getTable("targets"));
        TomlTable small = toml.getTableOrEmpty("ci");
        refuseOthers(file, small, CI_KEYS);
        if (ci) {
            parameters.putAll(values(small.getTable("parameters")));
            targets.putAll(values(small.getTable("targets")));
        }
        long nodes = toml.getLong("nodes", () -> 10_000L);
        var seeds = toml.getArrayOrEmpty("seeds").toList();
        if (ci) {
            nodes = small.getLong("nodes", () -> 1_000L);
            seeds = small.getArrayOrEmpty("seeds").toList();
        }
        List<Target> parsed = new ArrayList<>();
        targets.forEach((measure, text) -> parsed.add(Target.parse(measure, text.toString())));
        return new Scenario(
                name,
                toml.getString("title", () -> name),
                toml.getString("experiment", () -> name),
                (int) nodes,
                seeds.isEmpty()
                        ? (ci ? List.of(1L) : List.of(1L, 2L, 3L, 4L, 5L))
                        : seeds.stream().map(Long.class::cast).toList(),
                toml.getString("expect", () -> "pass").equals("fail"),
                small.getBoolean("test", () -> false),
                parameters,
                parsed,
                toml.getString("note", () -> ""));
    }

    Scenario with(int otherNodes, List<Long> otherSeeds) {
        return new Scenario(
                name,
                title,
                experiment,
                otherNodes > 0 ? otherNodes : nodes,
                otherSeeds.isEmpty() ? seeds : otherSeeds,
                expectFail,
                inTests,
                parameters,
                targets,
                note);
    }

    long number(String parameter, long otherwise) {
        return parameters.get(parameter) instanceof Number n ? n.longValue() : otherwise;
    }

    double real(String parameter, double otherwise) {
        return parameters.get(parameter) instanceof Number n ? n.doubleValue() : otherwise;
    }

    /** A list of numbers. */
    double[] reals(String parameter, double... otherwise) {
        return parameters.get(parameter) instanceof TomlArray list
                ? list.toList().stream()
                        .mapToDouble(each -> ((Number) each).doubleValue())
                        .toArray()
                : otherwise;
    }

    private static Map<String, Object> values(TomlTable table) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (table != null) {
            for (Map.Entry<String, Object> each : table.entrySet()) {
                values.put(each.getKey(), each.getValue());
            }
        }
        return values;
    }

    private static void refuseOthers(Path file, TomlTable table, Set<String> known)
            throws IOException {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                throw new IOException(file + ": unknown key `" + key + "`");
            }
        }
    }
}
