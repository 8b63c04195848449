// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.acl.BadRuleException.Kind;

/** One word of a rule, and which words of a request it stands for (BEHAVIOUR.md §1). */
public sealed interface Token {
    /** Itself, byte for byte. */
    record Literal(String text) implements Token {
        @Override
        public boolean matches(String asked) {
            return text.equals(asked);
        }

        @Override
        public String rendered() {
            return text;
        }
    }

    /** {@code <INT>}: 1 to 999999 in ASCII digits, without sign or leading zero. */
    record WholeNumber() implements Token {
        private static final int MAX_DIGITS = 6;

        @Override
        public boolean matches(String asked) {
            if (asked.isEmpty() || asked.length() > MAX_DIGITS || asked.charAt(0) == '0') {
                return false;
            }
            return asked.chars().allMatch(c -> '0' <= c && c <= '9');
        }

        @Override
        public String rendered() {
            return INT;
        }
    }

    /**
     * {@code <URL_PATH>} after a literal prefix: {@code /}, then {@code A-Za-z0-9/_.-}, without two
     * dots in a row.
     */
    record UrlPath(String prefix) implements Token {
        private static final int MAX_LENGTH = 257;

        @Override
        public boolean matches(String asked) {
            return asked.startsWith(prefix) && isPath(asked.substring(prefix.length()));
        }

        private static boolean isPath(String text) {
            return text.startsWith("/")
                    && text.length() <= MAX_LENGTH
                    && !text.contains("..")
                    && text.chars().allMatch(UrlPath::allowed);
        }

        private static boolean allowed(int c) {
            return ('a' <= c && c <= 'z')
                    || ('A' <= c && c <= 'Z')
                    || ('0' <= c && c <= '9')
                    || c == '/'
                    || c == '_'
                    || c == '.'
                    || c == '-';
        }

        @Override
        public String rendered() {
            return prefix + URL_PATH;
        }
    }

    /** How {@link WholeNumber} is written. */
    String INT = "<INT>";

    /** How {@link UrlPath} is written, after its prefix. */
    String URL_PATH = "<URL_PATH>";

    /** Whether this word of a request is one that the token stands for. */
    boolean matches(String asked);

    /** As it is written in the file. */
    String rendered();

    /**
     * Reads a token.
     *
     * @throws BadRuleException {@code BAD_TOKEN} for a {@code <} or {@code >} outside the templates
     */
    static Token parse(String text) throws BadRuleException {
        if (text.equals(INT)) {
            return new WholeNumber();
        }
        boolean path = text.endsWith(URL_PATH);
        String literal = path ? text.substring(0, text.length() - URL_PATH.length()) : text;
        if (literal.indexOf('<') >= 0 || literal.indexOf('>') >= 0) {
            throw new BadRuleException(
                    Kind.BAD_TOKEN, 0, "unknown template " + Quoted.text(text), hint(text));
        }
        return path ? new UrlPath(literal) : new Literal(literal);
    }

    private static String hint(String text) {
        if (text.contains(INT)) {
            return "`<INT>` must be a whole token; write each number out to allow it with a prefix";
        }
        if (text.contains(URL_PATH)) {
            return "`<URL_PATH>` may stand once, at the end of a token";
        }
        return "only <INT> and <URL_PATH> exist";
    }
}
