// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.List;

/** Says for our own log by how little a request missed the rules of its pair. */
final class NearMiss {
    // a request must not be able to make us compare for long; a guess that suits any real file
    private static final int COMPARED = 64;

    private NearMiss() {}

    static String of(PairRules rules, List<String> argv) {
        List<PairRules.Listed> candidates = rules.of(argv.getFirst());
        if (candidates.isEmpty()) {
            return "no rule of this pair names the program " + Quoted.text(argv.getFirst());
        }
        Rule nearest = null;
        int reached = -1;
        for (PairRules.Listed each : candidates.subList(0, Math.min(COMPARED, candidates.size()))) {
            Rule rule = each.command().rule();
            int mismatch = rule.mismatch(argv);
            int score = mismatch < 0 ? Integer.MAX_VALUE : mismatch;
            // among equals, a rule of the right length is nearer
            boolean nearer = score > reached || (score == reached && sameLength(rule, argv));
            if (nearest == null || nearer) {
                nearest = rule;
                reached = score;
            }
        }
        return describe(nearest, argv);
    }

    private static boolean sameLength(Rule rule, List<String> argv) {
        return rule.tokens().size() == argv.size();
    }

    private static String describe(Rule rule, List<String> argv) {
        String nearest = "nearest rule " + Quoted.text(rule.toString());
        int mismatch = rule.mismatch(argv);
        if (mismatch < 0) {
            return "%s has %s, the request %d"
                    .formatted(nearest, words(rule.tokens().size()), argv.size());
        }
        String asked = Quoted.text(argv.get(mismatch));
        String place = "%s: word %d %s".formatted(nearest, mismatch + 1, asked);
        return switch (rule.tokens().get(mismatch)) {
            case Token.Literal(String text) -> place + " is not " + Quoted.text(text);
            case Token.WholeNumber() -> place + " is not a number from 1 to 999999";
            case Token.UrlPath(String prefix) ->
                    prefix.isEmpty() || argv.get(mismatch).startsWith(prefix)
                            ? place + " is not a path of A-Z a-z 0-9 / _ . - without two dots"
                            : place + " does not start with " + Quoted.text(prefix);
        };
    }

    private static String words(int count) {
        return count == 1 ? "1 word" : count + " words";
    }
}
