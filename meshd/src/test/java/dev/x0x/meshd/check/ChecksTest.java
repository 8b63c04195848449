// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.acl.file.AclFile;
import dev.x0x.meshd.config.Flags;
import dev.x0x.meshd.config.FlagsRead;
import dev.x0x.meshd.config.Surroundings;
import dev.x0x.vectors.TomlCase;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir Path home;

    private record Printed(ExitStatus status, String out, String err) {}

    @Test
    void a_good_pair_of_files_is_summed_up() throws IOException {
        Printed printed = check(acl(""));
        assertEquals(ExitStatus.OK, printed.status());
        for (String line :
                List.of(
                        "config          defaults",
                        "  bind address  [::]:5483",
                        "  exec          on",
                        "  entries       1",
                        "  commands      1",
                        "  audit log     " + home.resolve("exec.log"),
                        "good: a daemon starts on this (0 errors, 0 warnings)")) {
            assertTrue(printed.out().contains(line + "\n"), printed.out());
        }
        assertEquals("", printed.err());
    }

    @Test
    void every_error_of_every_file_is_printed() throws IOException {
        Path config = Files.writeString(home.resolve("c.toml"), "foo = 1\nlog_level = 5\n");
        Path acl = acl("max_stdin_bytes = 0\nbar = 2\n");
        Printed printed = check(acl, "--config", config.toString());
        assertEquals(ExitStatus.BAD_CONFIGURATION, printed.status());
        assertEquals(78, printed.status().code());
        assertEquals("", printed.out());
        for (String start :
                List.of(
                        config + ":1:1: unknown key `foo`",
                        config + ":2:1: wrong type for `log_level`",
                        acl + ":4:1: `max_stdin_bytes` must be positive",
                        acl + ":5:1: unknown key `bar`")) {
            assertTrue(printed.err().contains(start), printed.err());
        }
        assertTrue(printed.err().endsWith("no daemon starts on this (4 errors, 0 warnings)\n"));
    }

    @Test
    void warnings_fail_only_a_strict_check() throws IOException {
        Path acl = acl("default_cwd = \"/no/such\"\n");
        Printed lenient = check(acl);
        assertEquals(ExitStatus.OK, lenient.status());
        assertTrue(lenient.err().contains("warning (on this machine): `/no/such`"), lenient.err());
        Printed strict = check(acl, "--strict");
        assertEquals(ExitStatus.BAD_CONFIGURATION, strict.status());
        assertTrue(strict.err().contains("refused because of --strict (0 errors, 1 warning)"));
        assertEquals(ExitStatus.OK, check(acl(""), "--strict").status());
    }

    @Test
    void json_holds_all_and_stderr_nothing() throws IOException {
        Path acl = acl("bar = 2\n");
        Printed printed = check(acl, "--json");
        assertEquals("", printed.err());
        JsonNode root = new ObjectMapper().readTree(printed.out());
        assertEquals(false, root.get("ok").booleanValue());
        assertEquals(78, root.get("exit_code").intValue());
        assertEquals("acl_refused", root.at("/exec_acl/disabled_reason").textValue());
        JsonNode finding = root.at("/findings/0");
        assertEquals("error", finding.get("severity").textValue());
        assertEquals(acl.toString(), finding.get("file").textValue());
        assertEquals(4, finding.get("line").intValue());
        assertEquals(1, finding.get("column").intValue());
        assertEquals("unknown key `bar` in [exec]", finding.get("message").textValue());
        assertEquals(false, finding.get("on_this_machine").booleanValue());
        JsonNode good = new ObjectMapper().readTree(check(acl(""), "--json").out());
        assertEquals(true, good.get("ok").booleanValue());
        assertTrue(good.at("/config/path").isNull());
        assertEquals(1, good.at("/exec_acl/command_entry_count").intValue());
    }

    @Test
    void keys_and_contacts_that_would_stop_a_start_are_errors() throws IOException {
        Path keys = Files.createDirectory(home.resolve(".x0x"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectories(home.resolve(".local/share/x0x"));
        Files.writeString(data.resolve("contacts.json"), "{");
        Printed printed = check(acl(""));
        assertEquals(ExitStatus.BAD_CONFIGURATION, printed.status());
        assertTrue(printed.err().contains("hint: "), printed.err());
        assertTrue(printed.err().contains("(2 errors, 0 warnings)"), printed.err());
    }

    @Test
    void nothing_is_made() throws IOException {
        Path acl = acl("");
        check(acl);
        check(acl, "--name", "b", "--json");
        try (Stream<Path> all = Files.walk(home)) {
            assertEquals(List.of(home, acl), all.sorted().toList());
        }
    }

    @TestFactory
    Stream<DynamicTest> a_check_says_what_the_loader_says() {
        return Stream.of("acl-accept", "acl-reject")
                .flatMap(folder -> TomlCase.each(folder, this::sameVerdict));
    }

    private void sameVerdict(TomlCase file) {
        boolean usable = AclFile.load(file.file(), true).usable();
        assertEquals(
                usable ? ExitStatus.OK : ExitStatus.BAD_CONFIGURATION, check(file.file()).status());
    }

    private Path acl(String lines) throws IOException {
        return Files.writeString(
                home.resolve("exec-acl.toml"),
                """
                [exec]
                enabled = true
                audit_log_path = "%s/exec.log"
                %s[[exec.allow]]
                agent_id = "%s"
                machine_id = "%s"
                [[exec.allow.commands]]
                argv = ["/bin/sh", "/opt/x.sh"]
                """
                        .formatted(home, lines, "a1".repeat(32), "1a".repeat(32)));
    }

    private Printed check(Path acl, String... more) {
        var argv = new ArrayList<>(List.of("--check", "--exec-acl", acl.toString()));
        argv.addAll(List.of(more));
        FlagsRead flags = Flags.parse(argv);
        assertTrue(flags.usable());
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        ExitStatus status =
                Checks.run(
                        flags.flags(),
                        new Surroundings(Map.of(), Optional.of(home), home),
                        NOW,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Printed(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
