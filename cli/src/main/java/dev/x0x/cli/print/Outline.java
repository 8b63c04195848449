// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.Json;

import java.util.Map;

/** Any answer as indented {@code name: value} lines. */
public final class Outline {
    private final StringBuilder out = new StringBuilder();

    private Outline() {}

    /** The members of an object, without {@code ok}, which the exit code says. */
    public static String of(Json answer) {
        var outline = new Outline();
        for (Map.Entry<String, Json> member : answer.members().entrySet()) {
            if (!member.getKey().equals("ok")) {
                outline.member(member.getKey(), member.getValue(), 0);
            }
        }
        return outline.out.toString().stripTrailing();
    }

    private void member(String name, Json value, int depth) {
        out.repeat("  ", depth).append(Plain.of(name)).append(':');
        switch (value.kind()) {
            case OBJECT -> members(value, depth);
            case ARRAY -> items(value, depth);
            case TEXT, SCALAR -> out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void members(Json object, int depth) {
        out.append(object.members().isEmpty() ? " none\n" : "\n");
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            member(member.getKey(), member.getValue(), depth + 1);
        }
    }

    private void items(Json array, int depth) {
        out.append(array.items().isEmpty() ? " none\n" : "\n");
        for (Json item : array.items()) {
            if (item.kind() == Json.Kind.OBJECT) {
                out.repeat("  ", depth + 1).append("-\n");
                for (Map.Entry<String, Json> member : item.members().entrySet()) {
                    member(member.getKey(), member.getValue(), depth + 2);
                }
            } else {
                out.repeat("  ", depth + 1).append("- ").append(scalar(item)).append('\n');
            }
        }
    }

    private static String scalar(Json value) {
        return value.isNull() ? "-" : Plain.of(value.plain());
    }
}
