// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.List;

/**
 * What may follow at one place of the command line.
 *
 * @param path the verb so far, with the program's name
 * @param words verbs, and values of the next word where they are known
 */
record Completable(String path, List<Word> words, List<Option> options) {
    /** A word and what it is for. */
    record Word(String text, String description) {}

    /**
     * An option and what it is for.
     *
     * @param values what may follow, where it is known
     */
    record Option(String name, String description, boolean takesValue, List<String> values) {
        /** Whether a file follows. */
        boolean takesFile() {
            return takesValue && (name.endsWith("file") || name.equals(Shapes.CONFIG));
        }
    }

    /** Every place there is, the program itself first. */
    static List<Completable> all() {
        List<Completable> all = new ArrayList<>();
        add(Invocation.wholeTree(), all);
        return all;
    }

    private static void add(CommandSpec spec, List<Completable> all) {
        List<Word> words = new ArrayList<>();
        for (var each : spec.subcommands().entrySet()) {
            CommandSpec under = each.getValue().getCommandSpec();
            words.add(new Word(each.getKey(), first(under.usageMessage().description())));
        }
        for (PositionalParamSpec each : spec.positionalParameters()) {
            for (String value : values(each)) {
                words.add(new Word(value, each.paramLabel()));
            }
        }
        List<Option> options = new ArrayList<>();
        for (OptionSpec each : spec.options()) {
            boolean takesValue = each.arity().max() > 0;
            options.add(
                    new Option(
                            each.longestName(),
                            first(each.description()),
                            takesValue,
                            values(each)));
        }
        all.add(new Completable(spec.qualifiedName(), words, options));
        spec.subcommands().values().forEach(each -> add(each.getCommandSpec(), all));
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static List<String> values(ArgSpec spec) {
        List<String> values = new ArrayList<>();
        if (spec.completionCandidates() != null) {
            spec.completionCandidates().forEach(values::add);
        }
        return values;
    }
}
