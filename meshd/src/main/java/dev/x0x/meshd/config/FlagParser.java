// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.Quoted;
import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Paths;
import dev.x0x.acl.file.Spelling;
import dev.x0x.meshd.config.Flags.Mode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads flags strictly: the daemon must not start with a policy other than the one meant. */
final class FlagParser {
    private static final Set<String> WITH_VALUE =
            Set.of("--config", "--name", "--api-port", "--exec-acl", "--connect-acl");
    private static final Map<String, Mode> MODES =
            Map.of(
                    "--check", Mode.CHECK,
                    "--doctor", Mode.DOCTOR,
                    "doctor", Mode.DOCTOR,
                    "--list", Mode.LIST,
                    "--version", Mode.VERSION,
                    "-V", Mode.VERSION,
                    "--help", Mode.HELP,
                    "-h", Mode.HELP);
    private static final Map<String, String> NOTICES =
            Map.of(
                    "--no-port-mapping",
                            "`--no-port-mapping` has no effect: no port is ever mapped",
                    "--connect-acl", "`--connect-acl` has no effect: nothing is forwarded here",
                    "--no-bootstrap", "`--no-bootstrap` is called `--no-hard-coded-bootstrap` now");
    private static final Set<String> PLAIN =
            Set.of(
                    "--no-hard-coded-bootstrap",
                    "--no-bootstrap",
                    "--disable-peer-cache",
                    "--no-port-mapping",
                    "--skip-update-check",
                    "--strict",
                    "--json");

    private final List<String> argv;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> given = new java.util.HashSet<>();
    private final EnumSet<Mode> modes = EnumSet.noneOf(Mode.class);

    FlagParser(List<String> argv) {
        this.argv = List.copyOf(argv);
    }

    FlagsRead parse() {
        int i = 0;
        while (i < argv.size()) {
            i = take(i);
        }
        var flags =
                new Flags(
                        mode(),
                        path("--config"),
                        name(),
                        port(),
                        path("--exec-acl"),
                        !given.contains("--disable-peer-cache"),
                        given.contains("--strict"),
                        given.contains("--json"),
                        notices);
        return new FlagsRead(flags, findings);
    }

    // takes the flag at this index, and its value; answers the index of the next
    private int take(int index) {
        String word = argv.get(index);
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String flag = equals < 0 ? word : word.substring(0, equals);
        if (NOTICES.containsKey(flag)) {
            notices.add(NOTICES.get(flag));
        }
        if (WITH_VALUE.contains(flag)) {
            return value(index, flag, equals);
        }
        if (equals >= 0 && (PLAIN.contains(flag) || MODES.containsKey(flag))) {
            refuse("flag " + Quoted.text(flag) + " takes no value", "write " + flag);
        } else if (MODES.containsKey(flag)) {
            modes.add(MODES.get(flag));
        } else if (PLAIN.contains(flag)) {
            given.add(flag);
        } else {
            unknown(word, flag);
        }
        return index + 1;
    }

    private int value(int index, String flag, int equals) {
        String word = argv.get(index);
        int next = index + 1;
        Optional<String> value;
        if (equals >= 0) {
            value = Optional.of(word.substring(equals + 1));
        } else if (next < argv.size() && !argv.get(next).startsWith("-")) {
            value = Optional.of(argv.get(next));
            next++;
        } else {
            value = Optional.empty();
        }
        if (value.filter(text -> !text.isEmpty()).isEmpty()) {
            refuse("flag " + Quoted.text(flag) + " needs a value", "write " + flag + " VALUE");
        } else if (values.putIfAbsent(flag, value.get()) != null) {
            refuse("flag " + Quoted.text(flag) + " is given twice", "leave out one of them");
        }
        return next;
    }

    private void unknown(String word, String flag) {
        if (!word.startsWith("-")) {
            refuse("unexpected word " + Quoted.text(word), "`x0xd --help` lists what there is");
            return;
        }
        var known = new ArrayList<String>(WITH_VALUE);
        known.addAll(PLAIN);
        known.addAll(MODES.keySet());
        refuse(
                "unknown flag " + Quoted.text(flag),
                Spelling.nearest(flag.replace('_', '-'), known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("`x0xd --help` lists the flags"));
    }

    private Mode mode() {
        // who asks for help gets it
        for (Mode first : List.of(Mode.HELP, Mode.VERSION)) {
            if (modes.contains(first)) {
                return first;
            }
        }
        if (modes.size() > 1) {
            refuse("only one of --check, --doctor and --list can be done", "leave out the others");
        }
        Mode mode = modes.stream().findFirst().orElse(Mode.RUN);
        if (given.contains("--strict") && mode != Mode.CHECK) {
            refuse("flag `--strict` belongs to a check", "write --check --strict");
        }
        return mode;
    }

    private Optional<String> name() {
        Optional<String> name = Optional.ofNullable(values.get("--name"));
        name.filter(text -> !InstanceName.valid(text))
                .ifPresent(text -> refuse(InstanceName.problem("--name", text), InstanceName.HINT));
        return name;
    }

    private Optional<Path> path(String flag) {
        Optional<String> text = Optional.ofNullable(values.get(flag));
        Optional<Path> path = text.flatMap(Paths::parse);
        if (text.isPresent() && path.isEmpty()) {
            refuse(flag + ": not a path: " + Quoted.text(text.get()), "write the path of a file");
        }
        return path;
    }

    private OptionalInt port() {
        String text = values.get("--api-port");
        if (text == null) {
            return OptionalInt.empty();
        }
        OptionalInt port = Addresses.port(text);
        if (port.isEmpty()) {
            refuse(
                    "--api-port: not a port: " + Quoted.text(text),
                    "write a number from 0 to 65535");
        }
        return port;
    }

    private void refuse(String message, String hint) {
        findings.add(Finding.error(message, hint));
    }
}
