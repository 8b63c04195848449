// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

class AclVectorsTest {
    @TestFactory
    Stream<DynamicTest> tokens_rules_and_argvs() {
        return VectorFile.load("acl-tokens")
                .tests(
                        Map.of(
                                "acl_token", row -> answer(() -> token(row)),
                                "acl_rule", row -> answer(() -> rule(row)),
                                "acl_match", row -> answer(() -> match(row))));
    }

    private interface Load {
        String run() throws BadRuleException;
    }

    private static String answer(Load load) {
        try {
            return load.run();
        } catch (BadRuleException e) {
            return e.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    private static String token(VectorRow row) throws BadRuleException {
        Token token = Token.parse(row.text("token"));
        assertEquals(row.text("token"), token.rendered());
        switch (token) {
            case Token.Literal(String text) -> check(row, "literal", text);
            case Token.WholeNumber() -> check(row, "int", "");
            case Token.UrlPath(String prefix) -> check(row, "url_path", prefix);
        }
        return "ok";
    }

    private static void check(VectorRow row, String kind, String text) {
        assertEquals(row.text("kind"), kind);
        assertEquals(row.text("text"), text);
    }

    private static String rule(VectorRow row) throws BadRuleException {
        List<String> words = texts(row.get("rule"));
        assertEquals(words, Rule.parse(words).words());
        return "ok";
    }

    private static String match(VectorRow row) throws BadRuleException {
        Rule rule = Rule.parse(texts(row.get("rule")));
        List<String> argv = texts(row.get("argv"));
        var policy = Policies.policy(Policies.entry("", new AllowEntry.Command(rule, "/p")));
        String verdict =
                switch (policy.judge(Policies.ask(argv.toArray(String[]::new)))) {
                    case Verdict.Allowed _ -> "match";
                    case Verdict.Denied denied
                            when denied.reason() == DenialReason.SHELL_METACHAR_IN_ARGV ->
                            "refused_character";
                    case Verdict.Denied denied -> {
                        assertEquals(DenialReason.ARGV_NOT_ALLOWED, denied.reason());
                        yield "no_match";
                    }
                };
        if (!verdict.equals("refused_character")) {
            assertEquals(verdict.equals("match"), rule.matches(argv));
        }
        return verdict;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.textValue()));
        return texts;
    }
}
