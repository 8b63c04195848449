// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;

/** A place in a text that moves forward and knows its line and column. */
final class TomlCursor {
    /** What {@link #peek} answers at the end. */
    static final char END = '\0';

    private final String text;
    private int index;
    private int line = 1;
    private int column = 1;

    TomlCursor(String text) {
        this.text = text;
    }

    int index() {
        return index;
    }

    Place place() {
        return new Place(line, column);
    }

    boolean atEnd() {
        return index >= text.length();
    }

    /** The next character, without taking it. A NUL does not occur in the text. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return index + ahead < text.length() ? text.charAt(index + ahead) : END;
    }

    /** Takes a character. */
    char next() {
        char c = text.charAt(index++);
        if (c == '\n') {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate(c)) {
            column++;
        }
        return c;
    }

    /** Takes this word if it is next. */
    boolean take(String word) {
        if (!text.startsWith(word, index)) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            next();
        }
        return true;
    }

    boolean take(char c) {
        if (peek() != c || atEnd()) {
            return false;
        }
        next();
        return true;
    }

    /** Takes spaces and tabs. */
    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            next();
        }
    }

    /** Takes blanks, and a comment if there is one. */
    void skipComment() {
        skipBlanks();
        if (peek() == '#') {
            skipLine();
        }
    }

    /** Takes everything before the end of the line. */
    void skipLine() {
        while (!atEnd() && !atLineEnd()) {
            next();
        }
    }

    boolean atLineEnd() {
        return peek() == '\n' || (peek() == '\r' && peek(1) == '\n');
    }

    /** Takes blanks, comments and ends of lines. */
    void skipLines() {
        skipComment();
        while (!atEnd() && atLineEnd()) {
            while (next() != '\n') {
                // the carriage return before it
            }
            skipComment();
        }
    }

    /** The refusal of what is next. */
    TomlSyntaxException unexpected(String expected) {
        String found;
        if (atEnd()) {
            found = "end of file";
        } else if (atLineEnd()) {
            found = "end of line";
        } else {
            found = Quoted.text(Character.toString(text.codePointAt(index)));
        }
        return new TomlSyntaxException(place(), "unexpected " + found + ", expected " + expected);
    }
}
