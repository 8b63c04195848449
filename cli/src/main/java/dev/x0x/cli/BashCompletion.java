// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.util.List;

/** The script for bash. It needs nothing but bash itself. */
final class BashCompletion {
    private static final String HEAD =
            """
            # bash completion of x0x; load it with: source <(x0x completion bash)
            _x0x() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at=x0x words= i
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do
                [[ ${COMP_WORDS[i]} == -- ]] && return
                case "$at ${COMP_WORDS[i]}" in
            """;

    private BashCompletion() {}

    static String of(List<Completable> all) {
        var text = new StringBuilder(HEAD);
        for (Completable each : all.subList(1, all.size())) {
            text.append("      \"").append(each.path()).append("\") at=\"");
            text.append(each.path()).append("\" ;;\n");
        }
        text.append("    esac\n  done\n  case \"$at $prev\" in\n");
        all.forEach(each -> values(each, text));
        text.append("  esac\n  case \"$at\" in\n");
        for (Completable each : all) {
            text.append("    \"").append(each.path()).append("\") words=\"").append(words(each));
            text.append("\" ;;\n");
        }
        text.append("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n");
        return text.append("complete -o default -F _x0x x0x").toString();
    }

    /** What follows an option that takes a value: known words, or whatever bash finds. */
    private static void values(Completable place, StringBuilder text) {
        for (Completable.Option each : place.options()) {
            if (each.takesValue()) {
                text.append("    \"").append(place.path()).append(' ').append(each.name());
                text.append("\") COMPREPLY=(");
                if (!each.values().isEmpty()) {
                    text.append("$(compgen -W \"").append(String.join(" ", each.values()));
                    text.append("\" -- \"$cur\")");
                } else if (each.takesFile()) {
                    text.append("$(compgen -f -- \"$cur\")");
                }
                text.append("); return ;;\n");
            }
        }
    }

    private static String words(Completable place) {
        var words = new StringBuilder();
        place.words().forEach(each -> words.append(each.text()).append(' '));
        place.options().forEach(each -> words.append(each.name()).append(' '));
        return words.toString().strip();
    }
}
