// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;
import dev.x0x.acl.file.TomlValue.Items;
import dev.x0x.acl.file.TomlValue.Keyed;
import dev.x0x.acl.file.TomlValue.Origin;
import dev.x0x.acl.file.TomlValue.Table;

import java.util.List;

/** The tables of a file as its headers and dotted keys build them: nothing is defined twice. */
final class TomlTables {
    private final Table root = new Table(new Place(1, 1), Origin.HEADER);
    private Table current = root;

    Table root() {
        return root;
    }

    /** Where keys go now. */
    Table current() {
        return current;
    }

    /** A header: keys go into its table from here on. */
    void open(List<Located> path, Place at, boolean array) throws TomlSyntaxException {
        Table parent = root;
        for (Located part : path.subList(0, path.size() - 1)) {
            parent = into(parent, part, at);
        }
        current = array ? append(parent, path.getLast(), at) : define(parent, path.getLast(), at);
    }

    private static Table into(Table parent, Located part, Place at) throws TomlSyntaxException {
        Keyed there = parent.entries().get(part.text());
        if (there == null) {
            var made = new Table(at, Origin.IMPLIED);
            parent.entries().put(part.text(), new Keyed(at, made));
            return made;
        }
        if (there.value() instanceof Table table && table.origin() != Origin.INLINE) {
            return table;
        }
        if (there.value() instanceof Items items
                && items.ofTables()
                && items.items().getLast() instanceof Table last) {
            return last;
        }
        throw taken(part, there);
    }

    // "You cannot define a table more than once" (TOML 1.0, Table)
    private static Table define(Table parent, Located name, Place at) throws TomlSyntaxException {
        Keyed there = parent.entries().get(name.text());
        if (there == null) {
            var made = new Table(at, Origin.HEADER);
            parent.entries().put(name.text(), new Keyed(at, made));
            return made;
        }
        if (there.value() instanceof Table table && table.origin() == Origin.IMPLIED) {
            table.origin(Origin.HEADER);
            return table;
        }
        throw taken(name, there);
    }

    private static Table append(Table parent, Located name, Place at) throws TomlSyntaxException {
        Keyed there =
                parent.entries()
                        .computeIfAbsent(name.text(), _ -> new Keyed(at, Items.ofTables(at)));
        if (!(there.value() instanceof Items items) || !items.ofTables()) {
            throw taken(name, there);
        }
        var made = new Table(at, Origin.HEADER);
        items.items().add(made);
        return made;
    }

    /** A key, dotted or not, and its value. */
    static void put(Table table, List<Located> path, TomlValue value) throws TomlSyntaxException {
        Table parent = table;
        for (Located part : path.subList(0, path.size() - 1)) {
            Keyed there =
                    parent.entries()
                            .computeIfAbsent(
                                    part.text(),
                                    _ ->
                                            new Keyed(
                                                    part.place(),
                                                    new Table(part.place(), Origin.DOTTED)));
            // what a header defined is complete, dotted keys elsewhere cannot add to it
            if (!(there.value() instanceof Table inner) || inner.origin() != Origin.DOTTED) {
                throw taken(part, there);
            }
            parent = inner;
        }
        Located name = path.getLast();
        Keyed there = parent.entries().putIfAbsent(name.text(), new Keyed(name.place(), value));
        if (there != null) {
            throw taken(name, there);
        }
    }

    private static TomlSyntaxException taken(Located name, Keyed there) {
        return new TomlSyntaxException(
                name.place(),
                "%s is defined at line %d, column %d already"
                        .formatted(
                                Quoted.text(name.text()),
                                there.place().line(),
                                there.place().column()));
    }
}
