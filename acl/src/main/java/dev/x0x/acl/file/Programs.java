// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the file behind an argv[0], once for each name in a file (DECISIONS C3). */
final class Programs {
    /** The PATH of every child (BEHAVIOUR.md §3). */
    static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    // what was not there at load stays refused until the ACL is loaded again: nobody makes this one
    private static final String NOWHERE = "/nonexistent/";

    private final Optional<String> cwd;
    private final Findings findings;
    private final Map<String, String> known = new HashMap<>();

    Programs(Optional<String> cwd, Findings findings) {
        this.cwd = cwd;
        this.findings = findings;
    }

    /** The absolute path that runs; the first time a name is seen, warns of what is odd with it. */
    String resolve(Located name) {
        return known.computeIfAbsent(name.text(), _ -> lookUp(name));
    }

    private String lookUp(Located name) {
        Optional<Path> written = Paths.parse(name.text());
        if (written.isEmpty()) {
            findings.onThisMachine(name.place(), Quoted.text(name.text()) + " cannot be a file");
            return NOWHERE + "unnameable";
        }
        if (name.text().indexOf('/') < 0) {
            return onPath(name);
        }
        if (written.get().isAbsolute()) {
            inspect(written.get(), name);
            return name.text();
        }
        String program = cwd.orElse("").replaceAll("/+$", "") + "/" + name.text();
        findings.warning(
                name.place(),
                "program " + Quoted.text(name.text()) + " is taken to be " + Quoted.text(program),
                "write the absolute path");
        inspect(Path.of(program), name);
        return program;
    }

    private String onPath(Located name) {
        Optional<Path> present = Optional.empty();
        for (String directory : PATH) {
            Path candidate = Path.of(directory, name.text());
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    inspect(candidate, name);
                    return candidate.toString();
                }
                present = present.or(() -> Optional.of(candidate));
            }
        }
        if (present.isPresent()) {
            inspect(present.get(), name);
            return present.get().toString();
        }
        findings.onThisMachine(
                name.place(),
                "program %s is in none of %s"
                        .formatted(Quoted.text(name.text()), String.join(" ", PATH)));
        return NOWHERE + name.text();
    }

    private void inspect(Path program, Located name) {
        if (!Files.exists(program)) {
            findings.onThisMachine(name.place(), "program `" + program + "` does not exist");
        } else if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            findings.onThisMachine(name.place(), "program `" + program + "` is not executable");
        }
        Permissions.warnIfOthersCanWrite(program, "program", name.place(), findings);
    }
}
