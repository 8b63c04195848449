// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as RFC 8259 has it and nothing more: no comments, no trailing commas, no second value,
 * no member twice, UTF-8 that is UTF-8.
 */
public final class JsonReader {
    /** Deeper than any answer, and far from the end of the stack. */
    private static final int MAX_DEPTH = 64;

    private final byte[] bytes;
    private int at;

    private JsonReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The one value that these bytes are. */
    public static Json read(byte[] bytes) throws NotJsonException {
        var reader = new JsonReader(bytes);
        reader.blanks();
        Json value = reader.value(0);
        reader.blanks();
        if (reader.at < bytes.length) {
            throw reader.not("something after the value");
        }
        return value;
    }

    private Json value(int depth) throws NotJsonException {
        if (depth > MAX_DEPTH) {
            throw not("nesting too deep");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.Text(string());
            case 't' -> word("true", new Json.Flag(true));
            case 'f' -> word("false", new Json.Flag(false));
            case 'n' -> word("null", Json.Null.NULL);
            default -> number();
        };
    }

    private Json object(int depth) throws NotJsonException {
        Map<String, Json> members = new LinkedHashMap<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return new Json.Members(members);
        }
        while (true) {
            if (peek() != '"') {
                throw not("a member without a name");
            }
            String name = string();
            blanks();
            expect(':');
            blanks();
            if (members.put(name, value(depth + 1)) != null) {
                throw not("a member named twice");
            }
            blanks();
            if (peek() == '}') {
                at++;
                return new Json.Members(members);
            }
            expect(',');
            blanks();
        }
    }

    private Json array(int depth) throws NotJsonException {
        List<Json> items = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return new Json.Items(items);
        }
        while (true) {
            items.add(value(depth + 1));
            blanks();
            if (peek() == ']') {
                at++;
                return new Json.Items(items);
            }
            expect(',');
            blanks();
        }
    }

    /** Output comes as long runs of base64: what has no escape in it is taken in one piece. */
    private String string() throws NotJsonException {
        int start = ++at;
        boolean ascii = true;
        while (true) {
            int c = peek();
            if (c == '"') {
                String text = ascii ? latin(start, at) : utf8(start, at);
                at++;
                return text;
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < 0x20 && c >= 0) {
                throw not("a control character in a string");
            }
            ascii &= c > 0;
            at++;
        }
    }

    private String escaped(int start) throws NotJsonException {
        var text = new StringBuilder(utf8(start, at));
        while (true) {
            int c = peek();
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\') {
                at++;
                text.append(escape());
                continue;
            }
            int run = at;
            while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
                if (bytes[at] >= 0 && bytes[at] < 0x20) {
                    throw not("a control character in a string");
                }
                at++;
            }
            text.append(utf8(run, at));
        }
    }

    private char escape() throws NotJsonException {
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw not("an escape that does not exist");
        };
    }

    private char unit() throws NotJsonException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw not("an escape that does not exist");
            }
            unit = unit << 4 | digit;
            at++;
        }
        return (char) unit;
    }

    private Json number() throws NotJsonException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < bytes.length && bytes[at] == '.') {
            at++;
            digits();
        }
        if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return new Json.Numeral(latin(start, at));
    }

    private void digits() throws NotJsonException {
        if (peek() < '0' || peek() > '9') {
            throw not("no value");
        }
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
    }

    private Json word(String word, Json value) throws NotJsonException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private void blanks() {
        while (at < bytes.length) {
            byte c = bytes[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private void expect(char c) throws NotJsonException {
        if (peek() != c) {
            throw not("no `" + c + "`");
        }
        at++;
    }

    private int peek() throws NotJsonException {
        if (at >= bytes.length) {
            throw not("the end is missing");
        }
        return bytes[at];
    }

    private String latin(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String utf8(int from, int to) throws NotJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw not("bad UTF-8");
        }
    }

    private NotJsonException not(String what) {
        return new NotJsonException(what, at);
    }
}
