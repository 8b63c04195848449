// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.util.List;

/** The script for fish. */
final class FishCompletion {
    private static final String HEAD =
            """
            # fish completion of x0x
            function __x0x_at
                set -l at x0x
                for word in (commandline -opc)[2..]
                    test "$word" = --; and return 1
                    contains -- "$at $word" $__x0x_verbs; and set at "$at $word"
                end
                test "$at" = "$argv[1]"
            end
            """;

    private FishCompletion() {}

    static String of(List<Completable> all) {
        var text = new StringBuilder("set -g __x0x_verbs");
        all.forEach(each -> text.append(" '").append(each.path()).append('\''));
        text.append('\n').append(HEAD).append("complete -c x0x -f\n");
        for (Completable place : all) {
            for (Completable.Word each : place.words()) {
                begin(place, text).append(" -a '").append(each.text()).append('\'');
                end(each.description(), text);
            }
            for (Completable.Option each : place.options()) {
                boolean full = each.name().startsWith("--");
                begin(place, text).append(full ? " -l " : " -s ");
                text.append(each.name().substring(full ? 2 : 1));
                if (each.takesValue()) {
                    text.append(each.takesFile() ? " -r -F" : " -x");
                }
                if (!each.values().isEmpty()) {
                    text.append(" -a '").append(String.join(" ", each.values())).append('\'');
                }
                end(each.description(), text);
            }
        }
        return text.toString().stripTrailing();
    }

    private static StringBuilder begin(Completable place, StringBuilder text) {
        return text.append("complete -c x0x -n '__x0x_at \"").append(place.path()).append("\"'");
    }

    private static void end(String description, StringBuilder text) {
        text.append(" -d '").append(description.replace("'", "\\'")).append("'\n");
    }
}
