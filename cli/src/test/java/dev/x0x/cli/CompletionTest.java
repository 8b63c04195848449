// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

class CompletionTest {
    /** What bash itself makes of the script, with the cursor at the end of the words. */
    private static String bash(String words) throws Exception {
        String script =
                new CompletionScript("bash").text()
                        + "\nset -f; COMP_WORDS=("
                        + words
                        + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _x0x; echo"
                        + " \"${COMPREPLY[*]}\"";
        Process process =
                new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return out.strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x0x exe | exec",
                "x0x con | contacts",
                "x0x exec se | sessions",
                "x0x exec bob --tim | --timeout",
                "x0x --json exec bob --st | --stdin-file",
                "x0x exec bob -- ls --tim | ''",
                "x0x trust set bob tr | trusted",
                "x0x import x --trust b | blocked",
                "x0x import x --trust '' | blocked unknown known trusted",
                "x0x completion '' | bash zsh fish --help --json --api --name --token-file",
                "x0x machines un | unpin",
                "x0x diagnostics g | gossip"
            })
    void bash_offers_what_fits(String words, String offered) throws Exception {
        assertEquals(offered, bash(words));
    }

    @Test
    void every_verb_and_option_is_in_every_script() {
        for (String shell : Shapes.SHELLS) {
            String script = new CompletionScript(shell).text();
            for (Completable place : Completable.all()) {
                assertTrue(script.contains(place.path()), shell + " " + place.path());
                for (Completable.Option option : place.options()) {
                    String name =
                            shell.equals("fish")
                                    ? option.name().replaceFirst("^-+", "")
                                    : option.name();
                    assertTrue(script.contains(name), shell + " " + option.name());
                }
            }
        }
    }

    @Test
    void the_places_are_the_verbs() {
        for (Verb verb : Verb.values()) {
            assertTrue(
                    Completable.all().stream()
                            .anyMatch(each -> each.path().equals("x0x " + verb.path())),
                    verb.path());
        }
        assertEquals(Verb.values().length + 1, Completable.all().size());
    }
}
