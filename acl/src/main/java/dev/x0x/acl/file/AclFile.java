// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.AllowEntry;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.Quoted;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads an exec ACL (BEHAVIOUR.md §1). The daemon and {@code --check} both come in here. */
public final class AclFile {
    private AclFile() {}

    /** Where the ACL is looked for unless it is named. */
    public static Path defaultPath() {
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
        return Path.of(mac ? "/usr/local/etc/x0x/exec-acl.toml" : "/etc/x0x/exec-acl.toml");
    }

    /**
     * Reads the file. Whatever is wrong with it is among the findings; nothing is thrown.
     *
     * @param path the file
     * @param explicit whether somebody named it: then it must be there
     */
    public static AclLoaded load(Path path, boolean explicit) {
        var findings = new Findings(path);
        return switch (TomlFile.read(path, findings)) {
            case TomlFile.Missing _ -> missing(explicit, findings);
            case TomlFile.Unreadable _ -> nothing("acl_refused", Optional.of(path), findings);
            case TomlFile.Read(Section root) -> read(path, root, findings);
        };
    }

    private static AclLoaded missing(boolean explicit, Findings findings) {
        if (explicit) {
            findings.error(
                    Place.NONE,
                    "there is no such exec ACL",
                    "write the file, or leave out --exec-acl to run nothing");
        } else {
            findings.notice(Place.NONE, "exec is disabled: there is no ACL");
        }
        return nothing("acl_missing", Optional.empty(), findings);
    }

    private static AclLoaded nothing(String reason, Optional<Path> from, Findings findings) {
        return new AclLoaded(
                ExecPolicy.disabled(reason),
                from,
                Optional.empty(),
                Optional.empty(),
                findings.list());
    }

    private static AclLoaded read(Path path, Section root, Findings findings) {
        Permissions.warnIfOthersCanWrite(path, "the ACL", Place.NONE, findings);
        lookAround(root, findings);
        if (!root.has("exec") && !root.torn()) {
            findings.notice(Place.NONE, "exec is disabled: there is no [exec] table");
            return nothing("missing_exec_section", Optional.of(path), findings);
        }
        return root.table("exec")
                .map(exec -> policy(path, exec, findings))
                .orElseGet(() -> nothing("acl_refused", Optional.of(path), findings));
    }

    private static AclLoaded policy(Path path, Section exec, Findings findings) {
        ExecTable table = ExecTable.read(exec);
        List<AllowEntry> entries = AllowTables.read(exec, table);
        exec.refuseOthers(AllowTables.MISPLACED);
        if (findings.refused()) {
            return nothing("acl_refused", Optional.of(path), findings);
        }
        if (!table.enabled()) {
            findings.notice(exec.place("enabled"), "exec is disabled: `enabled` is not true");
        } else if (entries.isEmpty()) {
            findings.notice(exec.place(), "exec is enabled and nothing is allowed");
        }
        ExecPolicy policy =
                table.enabled()
                        ? ExecPolicy.allowing(table.caps(), entries)
                        : ExecPolicy.disabled("exec_disabled", table.caps(), entries);
        return new AclLoaded(
                policy,
                Optional.of(path),
                Optional.of(table.audit()),
                table.auditTasklistId(),
                findings.list());
    }

    // other tables may stand in the file; a misspelt [exec] must not go unseen all the same
    private static void lookAround(Section root, Findings findings) {
        for (String key : root.keys()) {
            if (key.equals("exec")) {
                continue;
            }
            if (!root.isTable(key)) {
                findings.warning(
                        root.place(key),
                        Quoted.text(key) + " stands outside any table and has no meaning",
                        "move it under [exec]");
            } else if (Set.of("allow", "commands").contains(key)) {
                findings.warning(
                        root.place(key),
                        "table " + Quoted.text(key) + " has no meaning here",
                        "did you mean [[exec.allow]] or [[exec.allow.commands]]?");
            } else if (!root.has("exec")
                    && Spelling.nearest(key.toLowerCase(Locale.ROOT), Set.of("exec", "execute"))
                            .isPresent()) {
                findings.warning(
                        root.place(key),
                        "table " + Quoted.text(key) + " has no meaning here",
                        "did you mean [exec]?");
            }
        }
    }
}
