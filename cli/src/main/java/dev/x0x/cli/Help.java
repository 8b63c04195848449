// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The program's own help, by hand: it is asked for often and must come at once. */
final class Help {
    private static final int COLUMN = 24;

    private Help() {}

    static String program() {
        var text = new StringBuilder();
        text.append(
                "x0x runs allowed commands on other machines, through the daemon x0xd on this"
                        + " one.\n\n");
        text.append("Usage: x0x [options] <verb> ...\n\nVerbs:\n");
        for (Verb verb : Verb.values()) {
            line(text, verb.path(), verb.summary());
        }
        text.append("\nOptions, with every verb:\n");
        line(text, "--json", "print JSON");
        line(text, "--name NAME", "the instance to talk to, if it is not the unnamed one");
        line(text, "--api HOST:PORT", "where its API is, if it is not where it said");
        line(text, "--token-file FILE", "its API token, if X0X_API_TOKEN is not set");
        line(text, "-h, --help", "help; after a verb, help with that verb");
        line(text, "--version", "the version");
        text.append("\nExamples:\n");
        text.append("  x0x start\n");
        text.append("  x0x import @bob.card --trust trusted\n");
        text.append("  x0x exec bob -- uptime");
        return text.toString();
    }

    private static void line(StringBuilder text, String left, String right) {
        text.append("  ").append(left).repeat(" ", Math.max(1, COLUMN - left.length()));
        text.append(right).append('\n');
    }

    static String version() {
        try (InputStream in = Help.class.getResourceAsStream("version.txt")) {
            return "x0x "
                    + (in == null
                            ? "unknown"
                            : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return "x0x unknown";
        }
    }
}
