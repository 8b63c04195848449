// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may run what, immutable. What is not listed is refused; an empty policy refuses everything.
 *
 * <p>The cost of an answer does not depend on how many other pairs there are.
 */
public final class ExecPolicy {
    private final Optional<String> disabledReason;
    private final Caps caps;
    private final Map<AgentId, Map<MachineId, PairRules>> pairs = new HashMap<>();
    private final int entries;
    private final int commands;

    private ExecPolicy(Optional<String> disabledReason, Caps caps, List<AllowEntry> entries) {
        this.disabledReason = disabledReason;
        this.caps = caps;
        this.entries = entries.size();
        this.commands = entries.stream().mapToInt(entry -> entry.commands().size()).sum();
        for (AllowEntry entry : entries) {
            pairs.computeIfAbsent(entry.agent(), _ -> new HashMap<>())
                    .computeIfAbsent(entry.machine(), _ -> new PairRules())
                    .add(entry);
        }
    }

    /** A policy that allows what these entries say, in their order. */
    public static ExecPolicy allowing(Caps caps, List<AllowEntry> entries) {
        return new ExecPolicy(Optional.empty(), caps, entries);
    }

    /** A policy that refuses everything. */
    public static ExecPolicy disabled(String reason) {
        return disabled(reason, Caps.DEFAULTS, List.of());
    }

    /** A policy that refuses everything, and still tells what its file holds. */
    public static ExecPolicy disabled(String reason, Caps caps, List<AllowEntry> entries) {
        return new ExecPolicy(Optional.of(reason), caps, entries);
    }

    /** Whether anything can be allowed at all. */
    public boolean enabled() {
        return disabledReason.isEmpty();
    }

    /** Why not: {@code acl_missing}, {@code missing_exec_section}, {@code exec_disabled}, … */
    public Optional<String> disabledReason() {
        return disabledReason;
    }

    /** The limits. */
    public Caps caps() {
        return caps;
    }

    /** How many entries the file has. */
    public int allowEntryCount() {
        return entries;
    }

    /** How many commands they have. */
    public int commandEntryCount() {
        return commands;
    }

    /** Whether an entry names this pair (gate row 7). */
    public boolean lists(AgentId agent, MachineId machine) {
        return rules(agent, machine).isPresent();
    }

    /**
     * Rows 3 to 10 of the gate in their order; the first that fails answers (BEHAVIOUR.md §2).
     *
     * @param asked the question of a proven and trusted pair
     */
    @CheckReturnValue
    public Verdict judge(ExecQuestion asked) {
        if (!enabled()) {
            return denied(DenialReason.EXEC_DISABLED, disabledReason.orElseThrow());
        }
        if (asked.argv().isEmpty()) {
            return denied(DenialReason.ARGV_NOT_ALLOWED, "argv is empty");
        }
        if (asked.cwdAsked()) {
            return denied(DenialReason.CWD_NOT_ALLOWED, "the request names a working directory");
        }
        Optional<String> refused = refusedCharacter(asked.argv());
        if (refused.isPresent()) {
            return denied(DenialReason.SHELL_METACHAR_IN_ARGV, refused.get());
        }
        Optional<PairRules> rules = rules(asked.agent(), asked.machine());
        if (rules.isEmpty()) {
            return denied(DenialReason.AGENT_MACHINE_NOT_IN_ACL, stranger(asked));
        }
        return rules.get()
                .find(asked.argv())
                .map(rule -> withinCaps(asked, rule))
                .orElseGet(
                        () ->
                                denied(
                                        DenialReason.ARGV_NOT_ALLOWED,
                                        NearMiss.of(rules.get(), asked.argv())));
    }

    private Verdict withinCaps(ExecQuestion asked, PairRules.Listed listed) {
        // the length is a u64 on the wire
        if (Long.compareUnsigned(asked.stdinBytes(), caps.maxStdinBytes()) > 0) {
            return denied(
                    DenialReason.STDIN_TOO_LARGE,
                    "stdin of %s bytes, at most %d"
                            .formatted(
                                    Long.toUnsignedString(asked.stdinBytes()),
                                    caps.maxStdinBytes()));
        }
        Duration max =
                listed.entry()
                        .maxDuration()
                        .filter(lower -> lower.compareTo(caps.maxDuration()) < 0)
                        .orElse(caps.maxDuration());
        // the caps are whole seconds, so this is row 10: ceil(timeout / 1 s) is not above the cap
        if (asked.timeout().compareTo(max) > 0) {
            return denied(
                    DenialReason.TIMEOUT_TOO_LARGE,
                    "timeout of %s s, at most %d"
                            .formatted(seconds(asked.timeout()), max.toSeconds()));
        }
        return new Verdict.Allowed(listed.command().program(), listed.entry().description(), max);
    }

    private Optional<PairRules> rules(AgentId agent, MachineId machine) {
        return Optional.ofNullable(pairs.get(agent)).map(machines -> machines.get(machine));
    }

    private String stranger(ExecQuestion asked) {
        return pairs.containsKey(asked.agent())
                ? "agent %s is listed, but not on machine %s"
                        .formatted(asked.agent(), asked.machine())
                : "agent %s is not listed on any machine".formatted(asked.agent());
    }

    private static Optional<String> refusedCharacter(List<String> argv) {
        for (int i = 0; i < argv.size(); i++) {
            int word = i + 1;
            Optional<String> refused =
                    Metacharacters.firstIn(argv.get(i))
                            .map(c -> "word %d holds %s".formatted(word, c));
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillisPart() == 0
                ? Long.toString(timeout.toSeconds())
                : "%d.%03d".formatted(timeout.toSeconds(), timeout.toMillisPart());
    }

    private static Verdict denied(DenialReason reason, String why) {
        return new Verdict.Denied(reason, why);
    }
}
