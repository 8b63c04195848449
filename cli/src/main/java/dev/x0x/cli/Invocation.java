// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One command line, told apart.
 *
 * @param verb empty when none was typed, or when {@code text} is all there is to do
 * @param text help or version to print
 */
record Invocation(Optional<Verb> verb, Arguments arguments, Optional<String> text) {
    /** What follows these is their value and no verb. */
    private static final List<String> WITH_VALUE = List.of(Shape.API, Shape.NAME, Shape.TOKEN_FILE);

    static Invocation read(List<String> words) throws UsageException {
        Optional<String> group = firstWord(words);
        boolean exec = group.isPresent() && group.get().equals(Verb.EXEC.group());
        int dashes = exec ? words.indexOf("--") : -1;
        List<String> ours = dashes < 0 ? words : words.subList(0, dashes);
        Optional<List<String>> command =
                dashes < 0
                        ? Optional.empty()
                        : Optional.of(words.subList(dashes + 1, words.size()));
        CommandLine line = lineOf(group);
        List<ParseResult> levels = parse(line, ours);
        Optional<Verb> verb = verb(levels);
        return new Invocation(verb, new Arguments(levels, command), text(levels, verb));
    }

    private static Optional<String> firstWord(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (WITH_VALUE.contains(word)) {
                i++;
            } else if (!word.startsWith("-")) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** Only the part of the tree that this command line can need: building all of it takes time. */
    private static CommandLine lineOf(Optional<String> group) throws UsageException {
        List<Verb> verbs = group.isPresent() ? Verb.group(group.get()) : List.of();
        if (group.isPresent() && verbs.isEmpty()) {
            throw new UsageException(
                    "there is no verb `" + group.get() + "`\nhint: x0x --help lists them");
        }
        return new CommandLine(tree(verbs));
    }

    /** The program with these verbs under it. */
    static CommandSpec tree(List<Verb> verbs) {
        CommandSpec program = Shape.program().examples("x0x exec bob -- uptime");
        for (Verb verb : verbs) {
            CommandSpec spec = Shapes.of(verb);
            if (verb.under().isEmpty()) {
                program.addSubcommand(verb.group(), spec);
            } else {
                program.subcommands()
                        .get(verb.group())
                        .getCommandSpec()
                        .addSubcommand(verb.under(), spec);
            }
        }
        return program;
    }

    private static List<ParseResult> parse(CommandLine line, List<String> words)
            throws UsageException {
        line.setExpandAtFiles(false);
        line.setInterpolateVariables(false);
        line.setOverwrittenOptionsAllowed(false);
        line.setUnmatchedOptionsArePositionalParams(false);
        try {
            List<ParseResult> levels = new ArrayList<>();
            ParseResult level = line.parseArgs(words.toArray(String[]::new));
            while (level != null) {
                levels.add(level);
                level = level.subcommand();
            }
            return levels;
        } catch (ParameterException e) {
            throw new UsageException(said(e));
        }
    }

    private static String said(ParameterException e) {
        String message = e.getMessage().replace("'", "`");
        String first = message.isEmpty() ? "" : message.substring(0, 1);
        String path = e.getCommandLine().getCommandSpec().qualifiedName();
        String where =
                path.equals("x0x exec")
                        ? "\nhint: what is for the other machine goes after --"
                        : "";
        return first.toLowerCase(java.util.Locale.ROOT)
                + message.substring(first.length())
                + where
                + "\nhint: "
                + path
                + " --help";
    }

    private static Optional<Verb> verb(List<ParseResult> levels) {
        String path = levels.getLast().commandSpec().qualifiedName();
        for (Verb each : Verb.values()) {
            if (path.equals("x0x " + each.path())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(List<ParseResult> levels, Optional<Verb> verb) {
        if (levels.getFirst().hasMatchedOption(Shape.VERSION)) {
            return Optional.of(Help.version());
        }
        ParseResult last = levels.getLast();
        for (ParseResult level : levels) {
            if (level.isUsageHelpRequested()) {
                return Optional.of(verb.isEmpty() ? Help.program() : usage(last));
            }
        }
        return Optional.empty();
    }

    private static String usage(ParseResult level) {
        CommandLine line = level.commandSpec().commandLine();
        return line.getUsageMessage(Ansi.OFF).stripTrailing();
    }

    /** For the tests and the completion scripts. */
    static CommandSpec wholeTree() {
        return tree(Arrays.asList(Verb.values()));
    }
}
