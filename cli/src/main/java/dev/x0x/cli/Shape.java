// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;

/**
 * Builds what one verb takes. Values stay text; whoever reads them says what is wrong with them.
 */
final class Shape {
    static final String API = "--api";
    static final String NAME = "--name";
    static final String TOKEN_FILE = "--token-file";
    static final String JSON = "--json";
    static final String HELP = "--help";
    static final String VERSION = "--version";

    private static final String GLOBAL_HINT =
            "Every verb also takes --json, --api, --name and --token-file; see x0x --help.";

    private final CommandSpec spec;
    private int positions;

    private Shape(String name, String summary) {
        spec = CommandSpec.create().name(name);
        spec.usageMessage().description(summary + ".");
        spec.addOption(
                OptionSpec.builder("-h", HELP)
                        .usageHelp(true)
                        .description("show this help")
                        .build());
    }

    /** The program itself. */
    static Shape program() {
        Shape shape = new Shape("x0x", "Run allowed commands on other machines");
        shape.flag(VERSION, "show the version");
        shape.globals(false);
        return shape;
    }

    static Shape verb(Verb verb) {
        String name = verb.under().isEmpty() ? verb.group() : verb.under();
        Shape shape = new Shape(name, verb.summary());
        shape.globals(true);
        return shape;
    }

    /** Wanted before the verb and after it alike. */
    private void globals(boolean hidden) {
        add(JSON, null, "print JSON", hidden);
        add(API, "ADDRESS", "where the daemon's API is, as host:port", hidden);
        add(NAME, "NAME", "the instance to talk to", hidden);
        add(TOKEN_FILE, "FILE", "the file with the API token", hidden);
    }

    Shape flag(String name, String description) {
        return add(name, null, description, false);
    }

    Shape option(String name, String label, String description) {
        return add(name, label, description, false);
    }

    /** An option whose values are known. */
    Shape choice(String name, String label, List<String> values, String description) {
        spec.addOption(
                OptionSpec.builder(name)
                        .type(String.class)
                        .paramLabel(label)
                        .completionCandidates(values)
                        .description(description + ": " + String.join(", ", values))
                        .build());
        return this;
    }

    private Shape add(String name, String label, String description, boolean hidden) {
        OptionSpec.Builder option =
                OptionSpec.builder(name)
                        .type(label == null ? boolean.class : String.class)
                        .description(description)
                        .hidden(hidden);
        if (label != null) {
            option.paramLabel(label);
        }
        spec.addOption(option.build());
        return this;
    }

    /** The next word, which must be there. */
    Shape parameter(String label, String description) {
        return position(label, description, true, List.of());
    }

    /** The next word, which may be missing. */
    Shape optional(String label, String description) {
        return position(label, description, false, List.of());
    }

    /** The next word, one of these. */
    Shape oneOf(String label, List<String> values, String description) {
        return position(label, description + ": " + String.join(", ", values), true, values);
    }

    private Shape position(
            String label, String description, boolean required, List<String> values) {
        PositionalParamSpec.Builder position =
                PositionalParamSpec.builder()
                        .index(Integer.toString(positions++))
                        .type(String.class)
                        .paramLabel("<" + label + ">")
                        .required(required)
                        .description(description);
        if (!values.isEmpty()) {
            position.completionCandidates(values);
        }
        spec.addPositional(position.build());
        return this;
    }

    /** Whatever words are left; they are not shown. */
    Shape rest() {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index(positions + "..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .hidden(true)
                        .build());
        return this;
    }

    /** How it is typed, where picocli's own line would not say it. */
    Shape synopsis(String line) {
        spec.usageMessage().customSynopsis(line);
        return this;
    }

    /** Examples for the end of the help. */
    CommandSpec examples(String... lines) {
        String[] footer = new String[lines.length + 4];
        footer[0] = "";
        footer[1] = "Examples:";
        for (int i = 0; i < lines.length; i++) {
            footer[i + 2] = "  " + lines[i];
        }
        footer[lines.length + 2] = "";
        footer[lines.length + 3] = GLOBAL_HINT;
        spec.usageMessage().footer(footer);
        return spec;
    }
}
