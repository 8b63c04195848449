// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The x0x program where no daemon runs: help, completion, start and stop, and what it says of it.
 */
class CliAloneTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    /** Has a home and has never run. */
    static Node nobody;

    @BeforeAll
    static void start() throws Exception {
        nobody = fleet.node("nobody");
    }

    @Test
    void a_daemon_that_does_not_run_is_an_error_of_every_verb() throws Exception {
        for (String line : List.of("health", "status", "agent", "contacts", "exec sessions")) {
            Cli.Ended ended = nobody.cli().run(line.split(" ", -1)).expect(1);

            assertEquals("", ended.out());
            assertTrue(ended.err().contains("x0x start"), ended.err());
        }
    }

    @Test
    void help_of_every_verb_has_an_example() throws Exception {
        String help = nobody.cli().run("--help").expect(0).out();
        List<String> verbs = new ArrayList<>();
        boolean inVerbs = false;
        for (String line : help.lines().toList()) {
            inVerbs = line.equals("Verbs:") || (inVerbs && !line.isBlank());
            if (inVerbs && line.startsWith("  ")) {
                verbs.add(line.strip().split(" {2,}", 2)[0]);
            }
        }
        assertTrue(verbs.size() > 20, verbs.toString());
        for (String verb : verbs) {
            List<String> words = new ArrayList<>(List.of(verb.split(" ", -1)));
            words.add("--help");

            Cli.Ended ended = nobody.cli().run(words.toArray(String[]::new)).expect(0);

            assertEquals("", ended.err());
            String examples = ended.out().substring(ended.out().indexOf("Examples:"));
            assertTrue(examples.contains("\n  x0x ") || examples.contains("x0x completion"), verb);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completion_is_a_script_that_its_shell_can_read(String shell) throws Exception {
        Path script =
                Files.write(
                        nobody.dir().resolve("completion." + shell),
                        nobody.cli().run("completion", shell).expect(0).stdout());
        assertTrue(Files.size(script) > 100);
        assertTrue(Files.readString(script).contains("sessions"));
        boolean there =
                new ProcessBuilder("sh", "-c", "command -v " + shell)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(there, shell + " is not installed here");

        int verdict =
                new ProcessBuilder(shell, "-n", script.toString()).inheritIO().start().waitFor();

        assertEquals(0, verdict);
    }

    @Test
    void start_brings_a_daemon_up_and_stop_takes_it_down() throws Exception {
        Node carol = fleet.node("carol");
        Files.writeString(
                carol.configFile(),
                """
                bind_address = "127.0.0.1:0"
                api_address = "127.0.0.1:0"
                network_id = "start-and-stop"
                bootstrap_peers = []
                """);
        Cli cli = carol.cli();
        try {
            cli.run(
                            "start",
                            "--config",
                            carol.configFile().toString(),
                            "--",
                            "--exec-acl",
                            carol.aclFile().toString())
                    .expect(0);
            cli.run("health").expect(0);
            String again = cli.run("start").expect(0).out();
            assertTrue(again.contains("already"), again);
        } finally {
            cli.run("stop").expect(0);
        }
        long pid = Long.parseLong(Files.readString(carol.dataDir().resolve("x0xd.lock")).strip());
        Await.until("the daemon is gone", () -> !Processes.runs(pid));
        assertFalse(Files.exists(carol.dataDir().resolve("api.port")));
        cli.run("health").expect(1);
    }
}
