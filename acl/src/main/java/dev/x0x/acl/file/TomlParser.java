// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.util.ArrayList;
import java.util.List;

/**
 * TOML 1.0 (and what 1.1 adds to inline tables), one statement after the other, in time and memory
 * proportional to the text. After a broken statement it goes on with the next, so that every
 * problem is found.
 *
 * <p>Ours because the readers at hand build a parse tree with error recovery: a few thousand lines
 * of comments or garbage kept one busy for minutes. That one is the cross-check of our tests.
 */
final class TomlParser {
    // four levels have a meaning; arrays in arrays are read by recursion
    private static final int MAX_DEPTH = 32;

    private final TomlCursor in;
    private final TomlStrings strings;
    private final TomlTables tables = new TomlTables();
    private final Findings findings;
    private int depth;
    private boolean torn;
    private boolean headerTorn;

    private TomlParser(String text, Findings findings) {
        this.in = new TomlCursor(text);
        this.strings = new TomlStrings(in);
        this.findings = findings;
    }

    /** What came of a text. */
    record Parsed(TomlValue.Table root, boolean torn, boolean headerTorn) {}

    static Parsed parse(String text, Findings findings) {
        var parser = new TomlParser(text, findings);
        parser.statements();
        return new Parsed(parser.tables.root(), parser.torn, parser.headerTorn);
    }

    private void statements() {
        in.skipLines();
        while (!in.atEnd() && !findings.full()) {
            boolean header = in.peek() == '[';
            depth = 0;
            try {
                statement(header);
            } catch (TomlSyntaxException e) {
                findings.error(e.place(), e.getMessage());
                torn = true;
                headerTorn |= header;
                goOn();
            }
            in.skipLines();
        }
    }

    private void statement(boolean header) throws TomlSyntaxException {
        if (header) {
            header();
        } else {
            pair(tables.current());
        }
        in.skipComment();
        if (!in.atEnd() && !in.atLineEnd()) {
            throw in.unexpected("the end of the line");
        }
    }

    // to the next line; inside brackets, to the next that begins like a statement
    private void goOn() {
        do {
            in.skipLine();
            in.skipLines();
        } while (depth > 0 && !in.atEnd() && !beginsStatement());
    }

    private boolean beginsStatement() {
        int i = in.peek() == '[' ? 1 : 0;
        while (isBare(in.peek(i)) || in.peek(i) == '.' || (i > 0 && in.peek(i) == '[')) {
            i++;
        }
        boolean header = in.peek() == '[';
        while (in.peek(i) == ' ') {
            i++;
        }
        return i > 0 && in.peek(i) == (header ? ']' : '=');
    }

    private void header() throws TomlSyntaxException {
        Place at = in.place();
        boolean array = in.take("[[");
        if (!array) {
            in.next();
        }
        List<Located> path = path();
        if (!in.take(array ? "]]" : "]")) {
            throw in.unexpected(array ? "`]]`" : "`]`");
        }
        tables.open(path, at, array);
    }

    private void pair(TomlValue.Table table) throws TomlSyntaxException {
        List<Located> path = path();
        if (!in.take('=')) {
            throw in.unexpected("`=`");
        }
        in.skipBlanks();
        TomlTables.put(table, path, value());
    }

    private List<Located> path() throws TomlSyntaxException {
        var path = new ArrayList<Located>();
        do {
            in.skipBlanks();
            if (path.size() == MAX_DEPTH) {
                throw tooDeep(in.place());
            }
            path.add(key());
            in.skipBlanks();
        } while (in.take('.'));
        return path;
    }

    private Located key() throws TomlSyntaxException {
        Place at = in.place();
        if (in.peek() == '"' || in.peek() == '\'') {
            return new Located(strings.key(), at);
        }
        var key = new StringBuilder();
        while (isBare(in.peek())) {
            key.append(in.next());
        }
        if (key.isEmpty()) {
            throw in.unexpected("a key");
        }
        return new Located(key.toString(), at);
    }

    private static boolean isBare(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    private TomlValue value() throws TomlSyntaxException {
        Place at = in.place();
        return switch (in.peek()) {
            case '"', '\'' -> new TomlValue.Text(at, strings.value());
            case '[' -> array(at);
            case '{' -> inline(at);
            default -> TomlScalars.read(in);
        };
    }

    private TomlValue array(Place at) throws TomlSyntaxException {
        enter(at);
        var items = new ArrayList<TomlValue>();
        in.skipLines();
        while (!in.take(']')) {
            items.add(value());
            in.skipLines();
            if (!in.take(',') && in.peek() != ']') {
                throw unclosed(at, "`,` or `]`");
            }
            in.skipLines();
        }
        depth--;
        return new TomlValue.Items(at, items, false);
    }

    private TomlValue inline(Place at) throws TomlSyntaxException {
        enter(at);
        var table = new TomlValue.Table(at, TomlValue.Origin.INLINE);
        in.skipLines();
        while (!in.take('}')) {
            pair(table);
            in.skipLines();
            if (!in.take(',') && in.peek() != '}') {
                throw unclosed(at, "`,` or `}`");
            }
            in.skipLines();
        }
        depth--;
        return table;
    }

    private void enter(Place at) throws TomlSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw tooDeep(at);
        }
        in.next();
    }

    private TomlSyntaxException unclosed(Place opened, String expected) {
        return in.unexpected(
                "%s for what opens at line %d, column %d"
                        .formatted(expected, opened.line(), opened.column()));
    }

    private static TomlSyntaxException tooDeep(Place at) {
        return new TomlSyntaxException(
                at, "nesting is too deep: more than " + MAX_DEPTH + " levels");
    }
}
