// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.acl.BadRuleException.Kind;

import java.util.List;
import java.util.Set;

/** A shell with {@code -c} is a command of its own making: such a rule is a load error. */
final class Shells {
    // from BEHAVIOUR.md §1
    private static final Set<String> NAMES =
            Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "fish", "busybox");

    private Shells() {}

    static void check(List<String> argv) throws BadRuleException {
        String program = argv.getFirst();
        String name = program.substring(program.lastIndexOf('/') + 1);
        if (!NAMES.contains(name)) {
            return;
        }
        for (int i = 1; i < argv.size(); i++) {
            if (takesCode(name, argv.get(i))) {
                throw new BadRuleException(
                        Kind.SHELL_WITH_CODE,
                        i,
                        "shell "
                                + Quoted.text(name)
                                + " takes code with "
                                + Quoted.text(argv.get(i)),
                        "put the code into a script and write the script's path as the program");
            }
        }
    }

    // a single-dash group of letters with a c in it: -c, -lc, -ec; fish also has -C and long names
    private static boolean takesCode(String shell, String word) {
        if (word.startsWith("--")) {
            return word.matches("--(init-)?command(=.*)?");
        }
        boolean group =
                word.startsWith("-")
                        && word.length() > 1
                        && word.substring(1).chars().allMatch(Shells::letter);
        return group && (word.indexOf('c') > 0 || (shell.equals("fish") && word.indexOf('C') > 0));
    }

    private static boolean letter(int c) {
        return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
    }
}
