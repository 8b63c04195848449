// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.ExecQuestion;
import dev.x0x.acl.Verdict;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class AclFileTest {
    private static final String AGENT = "a1".repeat(32);
    private static final String MACHINE = "1a".repeat(32);

    @TempDir Path directory;

    @Test
    void a_missing_default_disables_and_a_missing_named_file_is_an_error() {
        Path nowhere = directory.resolve("exec-acl.toml");
        AclLoaded normal = AclFile.load(nowhere, false);
        assertTrue(normal.usable());
        assertEquals(Optional.of("acl_missing"), normal.policy().disabledReason());
        AclLoaded named = AclFile.load(nowhere, true);
        assertFalse(named.usable());
        assertEquals(
                nowhere
                        + ": there is no such exec ACL\n"
                        + "hint: write the file, or leave out --exec-acl to run nothing",
                named.findings().getFirst().text());
    }

    @Test
    void an_error_names_file_line_column_and_what_to_write() throws IOException {
        AclLoaded loaded = load(allow("argv = [\"grep\", \"<REGEX>\"]"));
        Finding error = errors(loaded).getFirst();
        assertEquals(
                directory.resolve("exec-acl.toml")
                        + ":7:17: unknown template `<REGEX>`\n"
                        + "hint: only <INT> and <URL_PATH> exist",
                error.text());
    }

    @Test
    void an_id_in_another_spelling_gets_the_line_to_paste() throws IOException {
        String text = allow("argv = [\"df\"]");
        for (String other :
                List.of(
                        AGENT.toUpperCase(java.util.Locale.ROOT),
                        "0x" + AGENT,
                        " " + AGENT,
                        "a1:".repeat(31) + "a1")) {
            Finding error = errors(load(text.replace(AGENT, other))).getFirst();
            assertEquals(Optional.of("write agent_id = \"" + AGENT + "\""), error.hint());
        }
        Finding short1 = errors(load(text.replace(AGENT, "abc"))).getFirst();
        assertTrue(short1.hint().orElseThrow().startsWith("it has 3 characters"));
    }

    @Test
    void what_is_no_regular_file_is_not_opened() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        assertEquals(
                folder + ": is not a regular file",
                AclFile.load(folder, true).findings().getFirst().text());
        Path endless = Path.of("/dev/zero");
        assertFalse(AclFile.load(endless, true).usable());
    }

    @Test
    void a_file_too_large_is_refused_by_its_size() throws IOException {
        AclLoaded loaded = load(" ".repeat(TomlFile.MAX_BYTES + 1));
        assertTrue(loaded.findings().getFirst().message().startsWith("is larger than"));
        assertTrue(load(" ".repeat(TomlFile.MAX_BYTES)).usable());
    }

    @Test
    void the_program_is_found_at_load() throws IOException, MalformedException {
        AclLoaded loaded = load(allow("argv = [\"sh\", \"/opt/x.sh\"]"));
        String program = allowed(loaded, "sh", "/opt/x.sh").program();
        assertTrue(program.matches("/(usr/|usr/local/)?s?bin/sh"), program);
        assertTrue(Files.isExecutable(Path.of(program)));
        String own = tool(true, "rwxr-xr-x");
        assertEquals(own, allowed(load(allow("argv = [\"" + own + "\"]")), own).program());
    }

    @Test
    void a_program_that_is_not_there_cannot_appear_later() throws IOException, MalformedException {
        AclLoaded loaded = load(allow("argv = [\"no-such-program-here\"]"));
        assertEquals(
                "/nonexistent/no-such-program-here",
                allowed(loaded, "no-such-program-here").program());
        assertHere(loaded, "program `no-such-program-here` is in none of /usr/local/sbin");
        assertHere(load(allow("argv = [\"/no/such\"]")), "program `/no/such` does not exist");
        assertHere(load(allow("argv = [\"/a\\u0000b\"]")), "cannot be a file");
    }

    @Test
    void odd_programs_are_warned_of() throws IOException {
        String plain = tool(false, "rw-r--r--");
        assertHere(load(allow("argv = [\"" + plain + "\"]")), "is not executable");
        assertHere(load(allow("argv = [\"" + directory + "\"]")), "is not executable");
        String open = tool(true, "rwxr-xrwx");
        assertHere(load(allow("argv = [\"" + open + "\"]")), "is writable by others");
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path inside = Files.copy(Path.of(tool(true, "rwxr-xr-x")), shared.resolve("tool"));
        assertHere(
                load(allow("argv = [\"" + inside + "\"]")),
                "is in a directory that is writable by others");
    }

    @Test
    void the_acl_itself_must_not_be_everybodys() throws IOException {
        Path file = write(allow("argv = [\"df\"]"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertHere(AclFile.load(file, true), "the ACL `" + file + "` is writable by others");
    }

    @Test
    void places_that_are_not_there_are_warned_of() throws IOException {
        String text = allow("argv = [\"df\"]");
        assertHere(exec(text, "default_cwd = \"/no/such\""), "`/no/such` is not a directory");
        assertHere(
                exec(text, "audit_log_path = \"/no/such/exec.log\""),
                "there is no directory `/no/such`");
        assertHere(exec(text, "audit_log_path = \"/usr\""), "audit path `/usr` is a directory");
        AclLoaded relative = exec(text, "audit_log_path = \"exec.log\"");
        assertEquals(Optional.of(Path.of("exec.log")), relative.auditLogPath());
        assertTrue(
                relative.findings().stream()
                        .anyMatch(each -> each.message().contains("where the daemon is started")));
    }

    @Test
    void defaults_and_limits_are_those_of_the_manual() throws IOException {
        AclLoaded loaded = load(allow("argv = [\"df\"]"));
        assertEquals(dev.x0x.acl.Caps.DEFAULTS, loaded.policy().caps());
        assertEquals(Optional.of(Path.of("/var/log/x0x/exec.log")), loaded.auditLogPath());
        var caps =
                exec(
                                allow("argv = [\"df\"]"),
                                """
                                max_duration_secs = 9223372036854775807
                                max_stdout_bytes = 10
                                max_concurrent_total = 9223372036854775807
                                max_idle_secs = 7
                                audit_tasklist_id = "ops"
                                """)
                        .policy()
                        .caps();
        assertEquals(Duration.ofSeconds(4_294_968), caps.maxDuration());
        assertEquals(10, caps.warnStdoutBytes());
        assertEquals(Integer.MAX_VALUE, caps.maxConcurrentTotal());
        assertEquals(Optional.of(Duration.ofSeconds(7)), caps.maxIdle());
    }

    @Test
    void the_task_list_is_kept_and_said_to_do_nothing() throws IOException {
        AclLoaded loaded = exec(allow("argv = [\"df\"]"), "audit_tasklist_id = \"ops\"");
        assertEquals(Optional.of("ops"), loaded.auditTasklistId());
        Finding notice =
                loaded.findings().stream()
                        .filter(each -> each.message().contains("audit_tasklist_id"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(Severity.NOTICE, notice.severity());
        assertTrue(notice.text().contains(": notice: `audit_tasklist_id` mirrors nothing"));
    }

    @Test
    void a_group_for_the_audit_file_is_kept_and_looked_up() throws IOException {
        String lines = "audit_group = \"no-such-group-here\"";
        AclLoaded loaded = exec(allow("argv = [\"df\"]"), lines);
        assertEquals(Optional.of("no-such-group-here"), loaded.audit().orElseThrow().group());
        assertHere(loaded, "there is no group `no-such-group-here`");
        List<Finding> blank = errors(exec(allow("argv = [\"df\"]"), "audit_group = \" \""));
        assertEquals(1, blank.size(), blank::toString);
        assertTrue(blank.getFirst().text().contains("not the name of a group"));
    }

    @Test
    void the_audit_file_is_set_aside_at_64_mib_or_as_the_operator_says() throws IOException {
        assertEquals(64L << 20, rotation(""));
        assertEquals(0, rotation("audit_rotate_bytes = 0"));
        assertEquals(1L << 20, rotation("audit_rotate_bytes = 1048576"));
        List<Finding> small =
                errors(exec(allow("argv = [\"df\"]"), "audit_rotate_bytes = 1048575"));
        assertEquals(1, small.size(), small::toString);
        assertTrue(small.getFirst().text().contains("must be 0 or at least 1048576"));
        assertEquals(1, errors(exec(allow("argv = [\"df\"]"), "audit_rotate_bytes = -1")).size());
    }

    private long rotation(String line) throws IOException {
        return exec(allow("argv = [\"df\"]"), line).audit().orElseThrow().rotateBytes();
    }

    private AclLoaded exec(String text, String lines) throws IOException {
        return load(text.replace("[[exec.allow]]\n", lines + "\n[[exec.allow]]\n"));
    }

    private static String allow(String argv) {
        return """
        [exec]
        enabled = true
        [[exec.allow]]
        agent_id = "%s"
        machine_id = "%s"
        [[exec.allow.commands]]
        %s
        """
                .formatted(AGENT, MACHINE, argv);
    }

    private AclLoaded load(String text) throws IOException {
        return AclFile.load(write(text), true);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("exec-acl.toml"), text);
    }

    private String tool(boolean executable, String mode) throws IOException {
        Path tool = directory.resolve(executable ? "tool-" + mode.hashCode() : "plain");
        Files.writeString(tool, "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString(mode));
        return tool.toString();
    }

    private static Verdict.Allowed allowed(AclLoaded loaded, String... argv)
            throws MalformedException {
        var asked =
                new ExecQuestion(
                        AgentId.parse(AGENT),
                        MachineId.parse(MACHINE),
                        List.of(argv),
                        false,
                        0,
                        Duration.ofSeconds(1));
        return switch (loaded.policy().judge(asked)) {
            case Verdict.Allowed allowed -> allowed;
            case Verdict.Denied denied -> throw new AssertionError(denied);
        };
    }

    private static List<Finding> errors(AclLoaded loaded) {
        return loaded.findings().stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .toList();
    }

    private static void assertHere(AclLoaded loaded, String fragment) {
        assertTrue(loaded.usable(), () -> loaded.findings().toString());
        List<String> here =
                loaded.findings().stream()
                        .filter(each -> each.onThisMachine() && each.severity() == Severity.WARNING)
                        .map(Finding::text)
                        .toList();
        assertTrue(here.stream().anyMatch(text -> text.contains(fragment)), here::toString);
        assertTrue(here.stream().allMatch(text -> text.contains("warning (on this machine): ")));
    }
}
