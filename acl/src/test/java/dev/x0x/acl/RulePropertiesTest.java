// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.List;

class RulePropertiesTest {
    private static final String INT = "[1-9][0-9]{0,5}";
    private static final String PATH = "/[A-Za-z0-9/_.-]{0,256}";

    @Property(tries = 500)
    void what_matches_renders_to_a_rule_that_matches_it(
            @ForAll("rules") List<String> words, @ForAll("asked") List<String> argv)
            throws BadRuleException {
        Rule rule = Rule.parse(words);
        assertEquals(words, rule.words());
        if (!rule.matches(argv)) {
            return;
        }
        assertTrue(Rule.parse(rule.words()).matches(argv));
        Rule exact = Rule.parse(argv);
        assertTrue(exact.isLiteral() && exact.matches(argv));
    }

    @Property(tries = 1000)
    void nothing_outside_the_grammar_matches(@ForAll("asked") List<String> argv)
            throws BadRuleException {
        String word = argv.getLast();
        assertEquals(word.matches(INT), Token.parse("<INT>").matches(word), word);
        boolean path = word.matches(PATH) && !word.contains("..");
        assertEquals(path, Token.parse("<URL_PATH>").matches(word), word);
        assertEquals(path, Token.parse("p=<URL_PATH>").matches("p=" + word), word);
        assertFalse(Token.parse("p=<URL_PATH>").matches(word));
    }

    @Property(tries = 500)
    void a_request_is_judged_as_if_each_rule_were_tried_in_turn(
            @ForAll("files") List<List<String>> file, @ForAll("near") List<String> argv) {
        var entries = new ArrayList<AllowEntry>();
        for (List<String> words : file) {
            entries.add(
                    Policies.entry(
                            "rule " + entries.size(),
                            Policies.command("/bin/p", words.toArray(String[]::new))));
        }
        String expected =
                entries.stream()
                        .filter(entry -> entry.commands().getFirst().rule().matches(argv))
                        .findFirst()
                        .flatMap(AllowEntry::description)
                        .orElse("none");
        var policy = Policies.policy(entries.toArray(AllowEntry[]::new));
        String found =
                switch (policy.judge(Policies.ask(argv.toArray(String[]::new)))) {
                    case Verdict.Allowed allowed -> allowed.matchedAcl().orElseThrow();
                    case Verdict.Denied _ -> "none";
                };
        assertEquals(expected, found);
    }

    // few words, so that literal and template rules often meet the same request
    @Provide
    Arbitrary<List<List<String>>> files() {
        return Arbitraries.of("<INT>", "7", "<URL_PATH>", "/a")
                .list()
                .ofMaxSize(2)
                .map(words -> join("p", words))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> near() {
        return Arbitraries.of("7", "/a", "8").list().ofMaxSize(2).map(words -> join("p", words));
    }

    @Provide
    Arbitrary<List<String>> rules() {
        Arbitrary<String> word =
                Arbitraries.of("<INT>", "<URL_PATH>", "u=<URL_PATH>", "a", "7", "/a", "u=/a", "");
        return Combinators.combine(Arbitraries.of("p", "q"), word.list().ofMaxSize(3))
                .as(RulePropertiesTest::join);
    }

    @Provide
    Arbitrary<List<String>> asked() {
        Arbitrary<String> near = Arbitraries.strings().withChars("0179/a.-_=u١").ofMaxLength(8);
        Arbitrary<String> word =
                Arbitraries.oneOf(
                        near,
                        Arbitraries.of("a", "7", "/a", "u=/a", ""),
                        Arbitraries.integers().between(0, 1_100_000).map(String::valueOf));
        return Combinators.combine(Arbitraries.of("p", "q"), word.list().ofMinSize(0).ofMaxSize(3))
                .as(RulePropertiesTest::join);
    }

    private static List<String> join(String program, List<String> words) {
        var all = new ArrayList<String>();
        all.add(program);
        all.addAll(words);
        return List.copyOf(all);
    }
}
