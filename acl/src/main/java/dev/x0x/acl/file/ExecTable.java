// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Caps;
import dev.x0x.acl.Quoted;

import java.nio.file.Path;
import java.util.Optional;

/** The keys of {@code [exec]} besides the allow entries. */
record ExecTable(
        boolean enabled,
        Caps caps,
        Path auditLogPath,
        Optional<String> auditGroup,
        Optional<String> auditTasklistId) {
    private static final Path AUDIT_LOG = Path.of("/var/log/x0x/exec.log");

    static ExecTable read(Section exec) {
        boolean enabled = exec.flag("enabled").orElse(false);
        Caps caps = new CapsReader(exec).caps();
        Path audit = auditLogPath(exec);
        AuditPlace.check(audit, exec.place("audit_log_path"), exec.findings());
        Optional<String> tasklist = exec.text("audit_tasklist_id");
        tasklist.ifPresent(
                _ ->
                        exec.findings()
                                .notice(
                                        exec.place("audit_tasklist_id"),
                                        "`audit_tasklist_id` mirrors nothing: `audit_log_path` is"
                                                + " the record"));
        return new ExecTable(enabled, caps, audit, auditGroup(exec), tasklist);
    }

    private static Optional<String> auditGroup(Section exec) {
        Optional<String> group = exec.text("audit_group");
        if (group.filter(name -> name.isBlank() || !name.equals(name.strip())).isPresent()) {
            exec.findings()
                    .error(
                            exec.place("audit_group"),
                            "not the name of a group: " + Quoted.text(group.get()),
                            "name a group of this machine, or leave the line out");
            return Optional.empty();
        }
        group.ifPresent(
                name -> AuditPlace.checkGroup(name, exec.place("audit_group"), exec.findings()));
        return group;
    }

    private static Path auditLogPath(Section exec) {
        Optional<String> text = exec.text("audit_log_path");
        if (text.isEmpty()) {
            return AUDIT_LOG;
        }
        Optional<Path> path = Paths.parse(text.get());
        if (path.isEmpty()) {
            exec.findings()
                    .error(
                            exec.place("audit_log_path"),
                            "not a path: " + Quoted.text(text.get()),
                            "write an absolute path, like `" + AUDIT_LOG + "`");
        }
        return path.orElse(AUDIT_LOG);
    }
}
