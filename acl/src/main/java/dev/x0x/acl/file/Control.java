// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Metacharacters;
import dev.x0x.acl.Quoted;
import dev.x0x.acl.Token;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Warns of rules that say less than they seem to: they hand control to whoever writes the rest, or
 * to whoever sends stdin. A list of the usual ones; no list is complete.
 */
final class Control {
    private static final Set<String> STARTERS =
            Set.of(
                    """
                    env nohup nice ionice setsid timeout stdbuf time xargs parallel watch sudo doas
                    su runuser chroot unshare nsenter systemd-run ssh strace ltrace gdb script expect
                    flock start-stop-daemon
                    """
                            .strip()
                            .split("\\s+"));
    private static final Set<String> SHELLS =
            Set.of(
                    """
                    sh bash dash ash zsh ksh fish busybox csh tcsh mksh rbash yash pwsh nu elvish
                    xonsh
                    """
                            .strip()
                            .split("\\s+"));
    private static final Set<String> INTERPRETERS =
            Set.of(
                    """
                    python pypy perl ruby node nodejs deno bun php lua luajit tclsh wish guile Rscript
                    jshell
                    """
                            .strip()
                            .split("\\s+"));
    private static final Set<String> INLINE =
            Set.of("-c", "-e", "-E", "-r", "-p", "--eval", "--print", "--run", "eval", "-Command");
    private static final Set<String> FIND = Set.of("-exec", "-execdir", "-ok", "-okdir");
    private static final Pattern VERSION = Pattern.compile("-?[0-9][0-9.]*$");

    private Control() {}

    /** Looks at the words of a rule. */
    static void check(List<Located> argv, Findings findings) {
        for (Located word : argv) {
            Metacharacters.firstIn(word.text().replaceFirst("<(INT|URL_PATH)>$", ""))
                    .ifPresent(
                            c ->
                                    findings.warning(
                                            word.place(),
                                            Quoted.text(word.text())
                                                    + " never matches: no request may hold "
                                                    + c,
                                            "remove the command, or put it into a script"));
        }
        Located program = argv.getFirst();
        String name = program.text().substring(program.text().lastIndexOf('/') + 1);
        List<String> words = argv.stream().skip(1).map(Located::text).toList();
        reason(name, words)
                .ifPresent(
                        why ->
                                findings.warning(
                                        program.place(),
                                        Quoted.text(name) + " " + why,
                                        "a script of your own as the program says exactly what"
                                                + " runs"));
    }

    private static Optional<String> reason(String name, List<String> words) {
        if (STARTERS.contains(name)) {
            return Optional.of("runs whatever the words after it say");
        }
        if (name.equals("find") && words.stream().anyMatch(FIND::contains)) {
            return Optional.of("runs another program for each file it finds");
        }
        if (name.matches("[gmn]?awk")) {
            return Optional.of("runs code from its command line");
        }
        boolean shell = SHELLS.contains(name);
        if (!shell && !INTERPRETERS.contains(VERSION.matcher(name).replaceFirst(""))) {
            return Optional.empty();
        }
        // what follows the script is the script's own business
        List<String> options = words.stream().takeWhile(word -> word.startsWith("-")).toList();
        if (options.stream().anyMatch(word -> isInline(word, shell))) {
            return Optional.of("runs code from its command line");
        }
        if (options.contains("--version") || options.contains("-V")) {
            return Optional.empty();
        }
        if (words.size() == options.size() || options.contains("-s") || options.contains("-")) {
            return Optional.of("runs whatever comes in on stdin");
        }
        return words.get(options.size()).endsWith(Token.URL_PATH)
                ? Optional.of("runs a script that the request names")
                : Optional.empty();
    }

    // options may be glued to their value or to each other: -e'print 1', -ne, --eval=…
    private static boolean isInline(String word, boolean shell) {
        String option = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
        boolean glued = !shell && word.matches("(?s)-[nplaiuw]?[ceE].*");
        return INLINE.contains(option) || (glued && !word.startsWith("--"));
    }
}
