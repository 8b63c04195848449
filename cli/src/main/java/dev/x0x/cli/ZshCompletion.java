// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.util.List;

/** The script for zsh. */
final class ZshCompletion {
    private static final String HEAD =
            """
            #compdef x0x
            # zsh completion of x0x; load it with: source <(x0x completion zsh)
            _x0x() {
              local at=x0x word
              local -a found
              for word in "${(@)words[2,CURRENT-1]}"; do
                [[ $word == -- ]] && { _default; return }
                case "$at $word" in
            """;

    private static final String TAIL =
            """
              esac
              _describe 'x0x' found
            }
            if [[ $funcstack[1] == _x0x ]]; then _x0x "$@"; else compdef _x0x x0x; fi\
            """;

    private ZshCompletion() {}

    static String of(List<Completable> all) {
        var text = new StringBuilder(HEAD);
        for (Completable each : all.subList(1, all.size())) {
            text.append("      \"").append(each.path()).append("\") at=\"");
            text.append(each.path()).append("\" ;;\n");
        }
        text.append("    esac\n  done\n  case \"$at ${words[CURRENT-1]}\" in\n");
        all.forEach(each -> values(each, text));
        text.append("  esac\n  case \"$at\" in\n");
        for (Completable each : all) {
            text.append("    \"").append(each.path()).append("\") found=(");
            each.words().forEach(word -> pair(word.text(), word.description(), text));
            each.options().forEach(option -> pair(option.name(), option.description(), text));
            text.append(") ;;\n");
        }
        return text.append(TAIL).toString();
    }

    private static void values(Completable place, StringBuilder text) {
        for (Completable.Option each : place.options()) {
            if (each.takesValue()) {
                text.append("    \"").append(place.path()).append(' ').append(each.name());
                text.append("\") ");
                if (!each.values().isEmpty()) {
                    text.append("compadd -- ").append(String.join(" ", each.values())).append("; ");
                } else if (each.takesFile()) {
                    text.append("_files; ");
                }
                text.append("return ;;\n");
            }
        }
    }

    private static void pair(String word, String description, StringBuilder text) {
        text.append(" '").append(word).append(':');
        text.append(description.replace("'", "'\\''").replace(":", "\\:")).append('\'');
    }
}
