// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code ./dev sim}. */
public final class SimulatorCommand {
    private static final Path SCENARIOS = Path.of("conformance-tests", "sim");
    private static final String USAGE =
            """
            usage: ./dev sim [SCENARIO...|--all|--ci|--table] [--nodes N] [--seeds a,b] [--json FILE]
              SCENARIO     files of conformance-tests/sim without .toml, or the beginning of a name
              --all        every scenario at its full size; writes docs/mesh-results.md. So does
                           no word at all
              --ci         every scenario at its small size
              --table      runs nothing: writes docs/mesh-results.md again from what was measured
              --write      writes it also from --ci, --nodes and --seeds: it names the sizes
              --nodes N    another number of nodes
              --seeds a,b  other seeds
              --json FILE  every measure of every run
            """;

    private boolean all;
    private boolean ci;
    private boolean table;
    private boolean write;
    private int nodes;
    private Path json;
    private final List<Long> seeds = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    private SimulatorCommand() {}

    /** Exit codes: 0 all as expected, 1 not, 2 usage. */
    public static void main(String[] args) throws IOException {
        SimulatorCommand command = new SimulatorCommand();
        if (!command.understand(args)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        System.exit(command.run() ? 0 : 1);
    }

    private boolean understand(String[] args) {
        for (int i = 0; i < args.length; i++) {
            boolean more = i + 1 < args.length;
            switch (args[i]) {
                case "--all" -> all = true;
                case "--ci" -> ci = true;
                case "--table" -> table = true;
                case "--write" -> write = true;
                case "--nodes" -> nodes = more ? Integer.parseInt(args[++i]) : 0;
                case "--seeds" -> {
                    if (!more) {
                        return false;
                    }
                    Arrays.stream(args[++i].split(",", -1)).map(Long::valueOf).forEach(seeds::add);
                }
                case "--json" -> json = more ? Path.of(args[++i]) : null;
                default -> {
                    if (args[i].startsWith("-")) {
                        return false;
                    }
                    names.add(args[i]);
                }
            }
        }
        all |= !ci && names.isEmpty();
        return !(all && ci);
    }

    private boolean run() throws IOException {
        List<Scenario> scenarios = Scenario.all(SCENARIOS, ci);
        if (table) {
            ResultsFile.write(Path.of("docs"), List.of(), scenarios);
            return true;
        }
        List<Scenario> chosen = new ArrayList<>();
        for (Scenario each : scenarios) {
            if (names.isEmpty() || names.stream().anyMatch(each.name()::startsWith)) {
                chosen.add(each.with(nodes, seeds));
            }
        }
        if (chosen.isEmpty()) {
            System.err.println("x0x: no scenario " + names + " in " + SCENARIOS);
            return false;
        }
        List<Outcome> outcomes = new ArrayList<>();
        boolean fine = true;
        boolean records = write || (!ci && nodes == 0 && seeds.isEmpty());
        for (Scenario scenario : chosen) {
            for (long seed : scenario.seeds()) {
                Outcome outcome = Experiment.run(scenario, seed);
                print(outcome);
                outcomes.add(outcome);
                fine &= outcome.passed();
            }
            if (records) {
                ResultsFile.write(Path.of("docs"), outcomes, scenarios);
            }
        }
        if (json != null) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(json.toFile(), outcomes.stream().map(Outcome::toMap).toList());
        }
        if (records) {
            System.out.println("written: docs/mesh-results.md");
        }
        return fine;
    }

    private static void print(Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%s seed %d, %d nodes: %s (%.1f s, %d events, hash %016x)%n",
                outcome.scenario().name(),
                outcome.seed(),
                outcome.scenario().nodes(),
                outcome.passed() ? "pass" : "FAIL",
                outcome.seconds(),
                outcome.events(),
                outcome.hash());
        outcome.measures()
                .all()
                .forEach(
                        (name, value) -> {
                            String target = "";
                            for (Target each : outcome.scenario().targets()) {
                                if (each.measure().equals(name)) {
                                    target =
                                            each.text()
                                                    + (each.met(outcome.measures())
                                                            ? ""
                                                            : "   <-- not met");
                                }
                            }
                            System.out.printf(
                                    Locale.ROOT, "    %-28s %12.5f   %s%n", name, value, target);
                        });
        System.out.flush();
    }
}
