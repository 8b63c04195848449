// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import static java.util.stream.Collectors.joining;

import dev.x0x.acl.BadRuleException.Kind;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of one allowed command. The first is a literal: it names the program, and the program
 * is looked up when the ACL is loaded.
 */
public final class Rule {
    private final List<Token> tokens;

    private Rule(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads the words of an {@code argv}.
     *
     * @throws BadRuleException for the first word that is not a token, a program that is a
     *     template, or a shell that takes code
     * @throws IllegalArgumentException if there is no word
     */
    public static Rule parse(List<String> argv) throws BadRuleException {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a rule has at least one word");
        }
        var tokens = new ArrayList<Token>();
        for (int i = 0; i < argv.size(); i++) {
            try {
                tokens.add(Token.parse(argv.get(i)));
            } catch (BadRuleException e) {
                throw e.at(i);
            }
        }
        if (!(tokens.getFirst() instanceof Token.Literal(String program)) || program.isEmpty()) {
            throw new BadRuleException(
                    Kind.BAD_TOKEN,
                    0,
                    "the program must be named, not " + Quoted.text(argv.getFirst()),
                    "write the path of one program as the first word, one command a program");
        }
        Shells.check(argv);
        return new Rule(List.copyOf(tokens));
    }

    /** The words, at least one. */
    public List<Token> tokens() {
        return tokens;
    }

    /** The first word, as written. */
    public String program() {
        return tokens.getFirst().rendered();
    }

    /** Whether the rule stands for exactly one argv. */
    public boolean isLiteral() {
        return tokens.stream().allMatch(Token.Literal.class::isInstance);
    }

    /** The words as written. */
    public List<String> words() {
        return tokens.stream().map(Token::rendered).toList();
    }

    /** Word by word, same length. */
    public boolean matches(List<String> argv) {
        return argv.size() == tokens.size() && mismatch(argv) < 0;
    }

    /** The index of the first word that is not matched; -1 if all that both have are. */
    int mismatch(List<String> argv) {
        int words = Math.min(argv.size(), tokens.size());
        for (int i = 0; i < words; i++) {
            if (!tokens.get(i).matches(argv.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return tokens.stream().map(Token::rendered).collect(joining(" "));
    }
}
