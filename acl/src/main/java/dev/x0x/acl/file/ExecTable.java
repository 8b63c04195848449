// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Caps;
import dev.x0x.acl.Quoted;

import java.nio.file.Path;
import java.util.Optional;

/** The keys of {@code [exec]} besides the allow entries. */
record ExecTable(boolean enabled, Caps caps, AuditTerms audit, Optional<String> auditTasklistId) {
    // one file of a few hundred thousand commands; a guess
    private static final long ROTATE_BYTES = 64L << 20;
    private static final long LEAST_ROTATE_BYTES = 1L << 20;
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
        var terms = new AuditTerms(audit, auditGroup(exec), rotateBytes(exec));
        return new ExecTable(enabled, caps, terms, tasklist);
    }

    private static long rotateBytes(Section exec) {
        Optional<Long> bytes = exec.number("audit_rotate_bytes");
        if (bytes.filter(one -> one != 0 && one < LEAST_ROTATE_BYTES).isPresent()) {
            exec.findings()
                    .error(
                            exec.place("audit_rotate_bytes"),
                            "`audit_rotate_bytes` must be 0 or at least "
                                    + LEAST_ROTATE_BYTES
                                    + ", found "
                                    + bytes.get(),
                            "leave the line out for the default of "
                                    + ROTATE_BYTES
                                    + ", or write 0 to let the file grow");
            return ROTATE_BYTES;
        }
        return bytes.orElse(ROTATE_BYTES);
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
