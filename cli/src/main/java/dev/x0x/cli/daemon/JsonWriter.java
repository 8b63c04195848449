// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON: on one line for programs, or indented for people. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    /** On one line, without blanks. */
    public static String compact(Json value) {
        return write(value, false);
    }

    /** One member a line, indented by two. */
    public static String pretty(Json value) {
        return write(value, true);
    }

    private static String write(Json value, boolean pretty) {
        var writer = new JsonWriter(pretty);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Json value, int depth) {
        switch (value.kind()) {
            case OBJECT -> object(value.members(), depth);
            case ARRAY -> array(value, depth);
            case TEXT -> string(value.plain());
            case SCALAR -> out.append(value.plain());
        }
    }

    private void object(Map<String, Json> members, int depth) {
        out.append('{');
        Iterator<Map.Entry<String, Json>> entries = members.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Json> entry = entries.next();
            line(depth + 1);
            string(entry.getKey());
            out.append(pretty ? ": " : ":");
            value(entry.getValue(), depth + 1);
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        end(members.isEmpty(), depth, '}');
    }

    private void array(Json array, int depth) {
        out.append('[');
        Iterator<Json> items = array.items().iterator();
        while (items.hasNext()) {
            line(depth + 1);
            value(items.next(), depth + 1);
            if (items.hasNext()) {
                out.append(',');
            }
        }
        end(array.items().isEmpty(), depth, ']');
    }

    private void end(boolean empty, int depth, char bracket) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket);
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i += surrogate(text, i);
            } else {
                character(c);
            }
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20 || c == 0x7f) {
                    escape(c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** Half a pair would not survive UTF-8. Says how many more characters it took. */
    private int surrogate(String text, int i) {
        int point = text.codePointAt(i);
        if (Character.isSupplementaryCodePoint(point)) {
            out.appendCodePoint(point);
            return 1;
        }
        escape(text.charAt(i));
        return 0;
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 15));
        }
    }
}
