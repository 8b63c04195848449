// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scenarios that are quick enough for every build, at their small size. */
class ScenariosTest {
    private static final Path FOLDER = Path.of("..", "conformance-tests", "sim");

    @TestFactory
    Stream<DynamicTest> small_scenarios_meet_their_targets() throws IOException {
        List<Scenario> chosen =
                Scenario.all(FOLDER, true).stream().filter(Scenario::inTests).toList();
        assertFalse(chosen.isEmpty());
        return chosen.stream()
                .flatMap(
                        scenario ->
                                scenario.seeds().stream()
                                        .map(
                                                seed ->
                                                        DynamicTest.dynamicTest(
                                                                scenario.name() + " seed " + seed,
                                                                () -> run(scenario, seed))));
    }

    private static void run(Scenario scenario, long seed) {
        Outcome outcome = Experiment.run(scenario, seed);
        assertTrue(
                outcome.passed(),
                () ->
                        "rerun with ./dev sim --ci %s --seeds %d%n%s"
                                .formatted(scenario.name(), seed, outcome.toMap()));
    }

    @Test
    void every_scenario_names_an_experiment_there_is() throws IOException {
        for (boolean small : new boolean[] {true, false}) {
            for (Scenario each : Scenario.all(FOLDER, small)) {
                assertTrue(Experiment.all().containsKey(each.experiment()), each.name());
                assertFalse(each.targets().isEmpty(), each.name());
            }
        }
    }

    @Test
    void a_target_is_met_up_to_its_bound_and_never_unmeasured() {
        Measures measures = new Measures().put("m", 0.05);
        assertTrue(Target.parse("m", "<= 0.05").met(measures));
        assertFalse(Target.parse("m", "< 0.05").met(measures));
        assertTrue(Target.parse("m", ">= 0.05").met(measures));
        assertFalse(Target.parse("m", "> 0.05").met(measures));
        assertTrue(Target.parse("m", "0.04 .. 0.06").met(measures));
        assertFalse(Target.parse("m", "0.06 .. 0.07").met(measures));
        assertFalse(Target.parse("other", "<= 1").met(measures));
    }

    @Test
    void the_table_shows_a_failed_target_as_failed() {
        Scenario scenario =
                new Scenario(
                        "x99",
                        "nothing",
                        "none",
                        7,
                        List.of(1L),
                        false,
                        false,
                        Map.of(),
                        List.of(Target.parse("good", "<= 1"), Target.parse("bad", "<= 1")),
                        "because");
        Measures measures = new Measures().put("good", 1).put("bad", 1.5);
        Outcome outcome = new Outcome(scenario, 1, measures, 2, 3, 4);
        assertFalse(outcome.passed());
        String table =
                ResultsFile.table(
                        Map.of("x99", List.of(outcome.toMap())), Map.of("x99", scenario.note()));
        assertTrue(table.contains("- **x99**: because"), table);
        List<String> rows = table.lines().filter(line -> line.startsWith("| x99")).toList();
        assertEquals(
                List.of(
                        "| x99: nothing | good | <= 1 | 1 | pass | 7 | 1 | 2 |",
                        "| x99: nothing | bad | <= 1 | 1.5000 | **FAIL** | 7 | 1 | 2 |"),
                rows);
    }
}
