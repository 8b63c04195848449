// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands of one pair. Literal rules are found by their words; rules with templates by program
 * and length, so that only those of one program are tried.
 */
final class PairRules {
    /** A command of the pair, with its place among them and its entry. */
    record Listed(int place, AllowEntry entry, AllowEntry.Command command) {}

    private record Shape(String program, int length) {}

    private final Map<List<String>, Listed> literal = new HashMap<>();
    private final Map<Shape, List<Listed>> templated = new HashMap<>();
    private final Map<String, List<Listed>> byProgram = new HashMap<>();
    private int size;

    void add(AllowEntry entry) {
        for (AllowEntry.Command command : entry.commands()) {
            var listed = new Listed(size++, entry, command);
            Rule rule = command.rule();
            if (rule.isLiteral()) {
                // the first in the file wins
                literal.putIfAbsent(rule.words(), listed);
            } else {
                templated
                        .computeIfAbsent(
                                new Shape(rule.program(), rule.tokens().size()),
                                _ -> new ArrayList<>())
                        .add(listed);
            }
            byProgram.computeIfAbsent(rule.program(), _ -> new ArrayList<>()).add(listed);
        }
    }

    /** The first in the order of the file that matches. */
    Optional<Listed> find(List<String> argv) {
        Listed exact = literal.get(argv);
        var shape = new Shape(argv.getFirst(), argv.size());
        for (Listed each : templated.getOrDefault(shape, List.of())) {
            if (exact != null && exact.place() < each.place()) {
                break;
            }
            if (each.command().rule().matches(argv)) {
                return Optional.of(each);
            }
        }
        return Optional.ofNullable(exact);
    }

    /** The commands of this program, in the order of the file. */
    List<Listed> of(String program) {
        return byProgram.getOrDefault(program, List.of());
    }
}
