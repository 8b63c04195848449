// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.conformance.harness.Installation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the README shows is what works. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @TempDir Path dir;

    @Test
    void the_demo_runs_and_leaves_nothing() throws Exception {
        Said demo =
                run(
                        List.of(
                                "bash",
                                ROOT.resolve("packaging/demo").toString(),
                                Installation.home().toString()));

        assertEquals(0, demo.exit(), demo.text());
        assertTrue(demo.text().lines().toList().getLast().startsWith("verdict: OK"), demo.text());
        try (var left = Files.list(dir)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void the_demo_fails_where_there_are_no_programs() throws Exception {
        Said demo = run(List.of("bash", ROOT.resolve("packaging/demo").toString(), dir.toString()));

        assertTrue(demo.exit() != 0);
        assertTrue(demo.text().contains("./dev build"), demo.text());
    }

    @Test
    void its_acl_is_accepted() throws Exception {
        Matcher toml = Pattern.compile("```toml\\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertTrue(toml.find());
        Path acl = dir.resolve("exec-acl.toml");
        Files.writeString(acl, toml.group(1));

        Said check =
                run(
                        List.of(
                                Installation.home().resolve("bin/x0xd").toString(),
                                "--check",
                                "--exec-acl",
                                acl.toString()));

        assertEquals(0, check.exit(), check.text());
    }

    @Test
    void its_verbs_are_verbs() throws Exception {
        String help = run(List.of(ROOT.resolve("dev").toString(), "help")).text();
        for (String verb : found("\\./dev (?!help)(\\w+)")) {
            assertTrue(help.contains("./dev " + verb + " "), verb);
        }
        for (String verb : found("\\bx0x ([a-z]+)\\b(?= |`)")) {
            if (List.of("for", "runs").contains(verb)) {
                continue; // prose
            }
            Said said =
                    run(List.of(Installation.home().resolve("bin/x0x").toString(), verb, "--help"));
            assertEquals(0, said.exit(), verb + ": " + said.text());
        }
    }

    private static Set<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(readme())
                .results()
                .map(r -> r.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private record Said(int exit, String text) {}

    private Said run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("TMPDIR", dir.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
