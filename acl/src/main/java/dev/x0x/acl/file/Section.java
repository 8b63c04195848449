// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One table of a TOML file. Asking for a key makes it known; a value of another type is reported
 * and counts as absent; {@link #refuseOthers} reports every key that nobody asked for.
 */
public final class Section {
    private final TomlValue.Table table;
    private final String name;
    private final Place place;
    private final Findings findings;
    private final boolean torn;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(
            TomlValue.Table table, String name, Place place, Findings findings, boolean torn) {
        this.table = table;
        this.name = name;
        this.place = place;
        this.findings = findings;
        this.torn = torn;
    }

    static Section root(TomlValue.Table table, Findings findings, boolean torn) {
        return new Section(table, "", new Place(1, 1), findings, torn);
    }

    /** Where the table begins. */
    public Place place() {
        return place;
    }

    /** Where a key stands; where the table begins if it is not there. */
    public Place place(String key) {
        TomlValue.Keyed there = table.entries().get(key);
        return there == null ? place : there.place();
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        known.add(key);
        return table.entries().containsKey(key);
    }

    /** Every key that is there. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(table.entries().keySet());
    }

    /** Whether the key holds a table, or an array of tables. */
    public boolean isTable(String key) {
        TomlValue.Keyed there = table.entries().get(key);
        return there != null
                && switch (there.value()) {
                    case TomlValue.Table _ -> true;
                    case TomlValue.Items array ->
                            !array.items().isEmpty()
                                    && array.items().getFirst() instanceof TomlValue.Table;
                    case TomlValue.Text _,
                            TomlValue.Whole _,
                            TomlValue.Decimal _,
                            TomlValue.Truth _,
                            TomlValue.Moment _ ->
                            false;
                };
    }

    /** Whether the key holds an array with nothing in it. */
    public boolean isEmptyArray(String key) {
        TomlValue.Keyed there = table.entries().get(key);
        return there != null
                && there.value() instanceof TomlValue.Items array
                && array.items().isEmpty();
    }

    /** The findings of the file. */
    public Findings findings() {
        return findings;
    }

    /** A text. */
    public Optional<String> text(String key) {
        return value(key, TomlValue.Text.class, "text in quotes").map(TomlValue.Text::text);
    }

    /** A whole number. */
    public Optional<Long> number(String key) {
        return value(key, TomlValue.Whole.class, "a whole number").map(TomlValue.Whole::number);
    }

    /** A truth value. */
    public Optional<Boolean> flag(String key) {
        return value(key, TomlValue.Truth.class, "true or false").map(TomlValue.Truth::value);
    }

    /** An array of texts; those of another type are reported and left out. */
    public Optional<List<Located>> texts(String key) {
        return value(key, TomlValue.Items.class, "an array of texts")
                .map(
                        array ->
                                items(key, array, TomlValue.Text.class, "text in quotes").stream()
                                        .map(item -> new Located(item.text(), item.place()))
                                        .toList());
    }

    /** A table. */
    public Optional<Section> table(String key) {
        return value(key, TomlValue.Table.class, "a table, written [" + path(key) + "]")
                .map(inner -> new Section(inner, path(key), place(key), findings, torn));
    }

    /** An array of tables, in their order; empty if absent. */
    public List<Section> tables(String key) {
        String expected = "an array of tables, each written [[" + path(key) + "]]";
        return value(key, TomlValue.Items.class, expected).stream()
                .flatMap(array -> items(key, array, TomlValue.Table.class, "a table").stream())
                .map(inner -> new Section(inner, path(key), inner.place(), findings, torn))
                .toList();
    }

    private <T extends TomlValue> List<T> items(
            String key, TomlValue.Items array, Class<T> type, String expected) {
        var items = new ArrayList<T>();
        for (int i = 0; i < array.items().size(); i++) {
            TomlValue item = array.items().get(i);
            if (type.isInstance(item)) {
                items.add(type.cast(item));
            } else {
                wrong(item.place(), key + "[" + i + "]", expected, item);
            }
        }
        return items;
    }

    /** Reports that a key is not there, unless broken syntax may have swallowed it. */
    public void missing(String key, String hint) {
        if (!torn) {
            findings.error(place, "missing key " + quoted(key), hint);
        }
    }

    /** Whether broken syntax may have swallowed keys. */
    public boolean torn() {
        return torn;
    }

    /**
     * Reports every key that was not asked for.
     *
     * @param elsewhere for keys that mean something in another table, what to do
     */
    public void refuseOthers(Map<String, String> elsewhere) {
        for (String key : table.entries().keySet()) {
            if (known.contains(key)) {
                continue;
            }
            String where = name.isEmpty() ? "" : " in [" + name + "]";
            String message = "unknown key " + quoted(key) + where;
            Optional<String> hint =
                    Optional.ofNullable(elsewhere.get(key))
                            .or(
                                    () ->
                                            Spelling.nearest(key, known)
                                                    .map(
                                                            near ->
                                                                    "did you mean "
                                                                            + quoted(near)
                                                                            + "?"));
            hint.ifPresentOrElse(
                    words -> findings.error(place(key), message, words),
                    () -> findings.error(place(key), message, "remove the line"));
        }
    }

    private <T extends TomlValue> Optional<T> value(String key, Class<T> type, String expected) {
        known.add(key);
        TomlValue.Keyed there = table.entries().get(key);
        if (there == null) {
            return Optional.empty();
        }
        if (!type.isInstance(there.value())) {
            wrong(there.place(), key, expected, there.value());
            return Optional.empty();
        }
        return Optional.of(type.cast(there.value()));
    }

    private void wrong(Place at, String key, String expected, TomlValue found) {
        findings.error(
                at,
                "wrong type for %s: expected %s, found %s"
                        .formatted(quoted(key), expected, found.kind()));
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private static String quoted(String text) {
        return Quoted.text(text);
    }
}
