// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.Json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A list of objects as columns, named as the members are. */
public final class Table {
    private Table() {}

    /**
     * One line an object, and one of headings.
     *
     * @param empty what to say when there is none
     */
    public static String of(Json list, String empty, String... columns) {
        if (list.items().isEmpty()) {
            return empty;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings(columns));
        for (Json item : list.items()) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                row.add(cell(column, item.get(column)));
            }
            rows.add(row);
        }
        return print(rows, columns.length);
    }

    private static List<String> headings(String... columns) {
        return Arrays.stream(columns).map(each -> each.toUpperCase(Locale.ROOT)).toList();
    }

    private static String cell(String column, Json value) {
        if (value.isNull()) {
            return "-";
        }
        return switch (column) {
            case "age_ms" -> Times.duration(value);
            case "tags" ->
                    value.members().entrySet().stream()
                            .map(tag -> tag.getKey() + "=" + tag.getValue().plain())
                            .map(Plain::of)
                            .collect(Collectors.joining(" "));
            case "added_at", "last_seen", "first_seen", "timestamp" -> Times.moment(value);
            default -> Plain.of(value.plain());
        };
    }

    private static String print(List<List<String>> rows, int columns) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var out = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                out.append(row.get(i));
                if (i < columns - 1) {
                    out.repeat(" ", widths[i] - row.get(i).length() + 2);
                }
            }
            out.append('\n');
        }
        return out.toString().stripTrailing();
    }
}
