// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

/** The four kinds of quoted text (TOML 1.0, "String"; {@code \e} and {@code \x} are of 1.1). */
final class TomlStrings {
    private final TomlCursor in;

    TomlStrings(TomlCursor in) {
        this.in = in;
    }

    /** Text that may span lines; the cursor is at a quote. */
    String value() throws TomlSyntaxException {
        Place opened = in.place();
        if (in.peek() == '"') {
            return in.take("\"\"\"") ? many('"', opened) : basic();
        }
        return in.take("'''") ? many('\'', opened) : literal();
    }

    /** A quoted key: text of one line. */
    String key() throws TomlSyntaxException {
        return in.peek() == '"' ? basic() : literal();
    }

    private String basic() throws TomlSyntaxException {
        in.next();
        var text = new StringBuilder();
        while (!in.take('"')) {
            oneLine("\"");
            if (in.take('\\')) {
                escape(text);
            } else {
                text.append(in.next());
            }
        }
        return text.toString();
    }

    private String literal() throws TomlSyntaxException {
        in.next();
        var text = new StringBuilder();
        while (!in.take('\'')) {
            oneLine("'");
            text.append(in.next());
        }
        return text.toString();
    }

    private void oneLine(String quote) throws TomlSyntaxException {
        if (in.atEnd() || in.atLineEnd()) {
            throw in.unexpected("a closing " + quote);
        }
    }

    private String many(char quote, Place opened) throws TomlSyntaxException {
        String closing = String.valueOf(quote).repeat(3);
        var text = new StringBuilder();
        if (in.atLineEnd()) {
            endOfLine(); // one right after the quotes does not count
        }
        while (!in.take(closing)) {
            if (in.atEnd()) {
                throw new TomlSyntaxException(opened, "this text has no closing " + closing);
            }
            if (quote == '"' && in.take('\\')) {
                escapeInMany(text);
            } else {
                text.append(in.next());
            }
        }
        // up to two quotes may stand right before the closing three
        for (int i = 0; i < 2 && in.take(quote); i++) {
            text.append(quote);
        }
        return text.toString();
    }

    // a backslash at the end of a line takes the white space after it away
    private void escapeInMany(StringBuilder text) throws TomlSyntaxException {
        int blanks = 0;
        while (in.peek(blanks) == ' ' || in.peek(blanks) == '\t') {
            blanks++;
        }
        boolean lineEnds = in.peek(blanks) == '\n' || in.peek(blanks) == '\r';
        if (!lineEnds) {
            escape(text);
            return;
        }
        in.skipBlanks();
        while (!in.atEnd() && in.atLineEnd()) {
            endOfLine();
            in.skipBlanks();
        }
    }

    private void endOfLine() {
        if (in.next() == '\r') {
            in.next();
        }
    }

    private void escape(StringBuilder text) throws TomlSyntaxException {
        switch (in.peek()) {
            case 'b' -> plain(text, '\b');
            case 't' -> plain(text, '\t');
            case 'n' -> plain(text, '\n');
            case 'f' -> plain(text, '\f');
            case 'r' -> plain(text, '\r');
            case 'e' -> plain(text, '\u001b');
            case '"' -> plain(text, '"');
            case '\\' -> plain(text, '\\');
            case 'x' -> coded(text, 2);
            case 'u' -> coded(text, 4);
            case 'U' -> coded(text, 8);
            default -> throw in.unexpected("one of b t n f r e \" \\ x u U after a backslash");
        }
    }

    private void plain(StringBuilder text, char meant) {
        in.next();
        text.append(meant);
    }

    private void coded(StringBuilder text, int digits) throws TomlSyntaxException {
        Place at = in.place();
        in.next();
        long code = 0;
        for (int i = 0; i < digits; i++) {
            int digit = in.peek() < 0x80 ? Character.digit(in.peek(), 16) : -1;
            if (digit < 0) {
                throw in.unexpected(digits + " hex digits");
            }
            in.next();
            code = code * 16 + digit;
        }
        boolean surrogate = 0xd800 <= code && code <= 0xdfff;
        if (surrogate || code > Character.MAX_CODE_POINT) {
            throw new TomlSyntaxException(at, "not a character of Unicode");
        }
        text.appendCodePoint((int) code);
    }
}
