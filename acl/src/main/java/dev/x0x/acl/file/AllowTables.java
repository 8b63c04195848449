// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.AllowEntry;
import dev.x0x.acl.BadRuleException;
import dev.x0x.acl.Rule;
import dev.x0x.acl.Token;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code [[exec.allow]]} entries and their commands. */
final class AllowTables {
    /** For keys that stand in the wrong table. */
    static final Map<String, String> MISPLACED =
            Map.of(
                    "argv", "it belongs under [[exec.allow.commands]]",
                    "commands", "it belongs under [[exec.allow]]",
                    "agent_id", "it belongs under [[exec.allow]]",
                    "machine_id", "it belongs under [[exec.allow]]",
                    "description", "it belongs under [[exec.allow]]",
                    "max_duration_secs", "it belongs under [exec] or [[exec.allow]]",
                    "enabled", "it belongs under [exec]");

    private record Seen(AgentId agent, MachineId machine, List<String> words) {}

    private final Findings findings;
    private final Programs programs;
    private final Duration cap;
    private final Map<Seen, Place> seen = new HashMap<>();

    private AllowTables(Findings findings, ExecTable exec) {
        this.findings = findings;
        this.programs = new Programs(exec.caps().defaultCwd(), findings);
        this.cap = exec.caps().maxDuration();
    }

    static List<AllowEntry> read(Section exec, ExecTable table) {
        var tables = new AllowTables(exec.findings(), table);
        var entries = new ArrayList<AllowEntry>();
        for (Section entry : exec.tables("allow")) {
            tables.entry(entry).ifPresent(entries::add);
        }
        return List.copyOf(entries);
    }

    private Optional<AllowEntry> entry(Section entry) {
        Optional<String> description = entry.text("description");
        Optional<AgentId> agent = IdText.read(entry, "agent_id", AgentId::parse);
        Optional<MachineId> machine = IdText.read(entry, "machine_id", MachineId::parse);
        Optional<Duration> max = maxDuration(entry);
        var commands = new ArrayList<AllowEntry.Command>();
        List<Section> tables = entry.tables("commands");
        for (Section command : tables) {
            command(command, agent, machine).ifPresent(commands::add);
        }
        if (!entry.has("commands")) {
            entry.missing("commands", "add a [[exec.allow.commands]] with an `argv`");
        } else if (tables.isEmpty() && entry.isEmptyArray("commands")) {
            findings.error(
                    entry.place("commands"),
                    "an entry needs at least one command",
                    "add a [[exec.allow.commands]] with an `argv`");
        }
        entry.refuseOthers(MISPLACED);
        if (agent.isEmpty() || machine.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AllowEntry(description, agent.get(), machine.get(), max, commands));
    }

    private Optional<Duration> maxDuration(Section entry) {
        Optional<Long> seconds = entry.number("max_duration_secs");
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        Place at = entry.place("max_duration_secs");
        if (seconds.get() < 0) {
            findings.error(
                    at,
                    "`max_duration_secs` must not be negative, found " + seconds.get(),
                    "leave the line out for the cap of [exec]");
            return Optional.empty();
        }
        if (seconds.get() == 0) {
            findings.warning(
                    at,
                    "with `max_duration_secs = 0` only a timeout of 0 passes",
                    "leave the line out for the cap of [exec]");
        }
        if (seconds.get() > cap.toSeconds()) {
            findings.warning(
                    at,
                    "`max_duration_secs` only lowers: the cap stays " + cap.toSeconds(),
                    "raise `max_duration_secs` of [exec]");
        }
        return Optional.of(Duration.ofSeconds(Math.min(seconds.get(), CapsReader.MAX_SECONDS)));
    }

    private Optional<AllowEntry.Command> command(
            Section command, Optional<AgentId> agent, Optional<MachineId> machine) {
        Optional<List<Located>> argv = command.texts("argv");
        if (!command.has("argv")) {
            command.missing("argv", "write argv = [\"program\", \"word\"]");
        }
        command.refuseOthers(MISPLACED);
        Optional<Rule> rule = argv.flatMap(words -> rule(command, words));
        if (rule.isEmpty()) {
            return Optional.empty();
        }
        Control.check(argv.get(), findings);
        if (agent.isPresent() && machine.isPresent()) {
            var same = new Seen(agent.get(), machine.get(), rule.get().words());
            Place first = seen.putIfAbsent(same, command.place("argv"));
            if (first != null) {
                findings.warning(
                        command.place("argv"),
                        "never reached: line " + first.line() + " allows the same command",
                        "remove one of them");
            }
        }
        String program = programs.resolve(argv.get().getFirst());
        return Optional.of(new AllowEntry.Command(rule.get(), program));
    }

    // every word is looked at, so that all bad ones are named
    private Optional<Rule> rule(Section command, List<Located> words) {
        if (words.isEmpty()) {
            if (command.isEmptyArray("argv")) {
                findings.error(
                        command.place("argv"),
                        "`argv` needs at least one word",
                        "write argv = [\"program\", \"word\"]");
            }
            return Optional.empty();
        }
        boolean good = true;
        for (Located word : words) {
            try {
                var _ = Token.parse(word.text());
            } catch (BadRuleException e) {
                findings.error(word.place(), e.getMessage(), e.hint());
                good = false;
            }
        }
        if (!good) {
            return Optional.empty();
        }
        try {
            return Optional.of(Rule.parse(words.stream().map(Located::text).toList()));
        } catch (BadRuleException e) {
            findings.error(words.get(e.token()).place(), e.getMessage(), e.hint());
            return Optional.empty();
        }
    }
}
