// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a TOML file, and where it stands. */
sealed interface TomlValue {
    /** Where it begins; for one made by a header, where the header does. */
    Place place();

    /** What it is called in a message. */
    String kind();

    record Text(Place place, String text) implements TomlValue {
        @Override
        public String kind() {
            return "text";
        }
    }

    record Whole(Place place, long number) implements TomlValue {
        @Override
        public String kind() {
            return "a whole number";
        }
    }

    record Truth(Place place, boolean value) implements TomlValue {
        @Override
        public String kind() {
            return "true or false";
        }
    }

    /** Known to be one; no key of ours wants it. */
    record Decimal(Place place) implements TomlValue {
        @Override
        public String kind() {
            return "a decimal number";
        }
    }

    /** Known to be one; no key of ours wants it. */
    record Moment(Place place) implements TomlValue {
        @Override
        public String kind() {
            return "a date or time";
        }
    }

    /** An array; {@code ofTables} if made by double-bracket headers, which alone may add to it. */
    record Items(Place place, List<TomlValue> items, boolean ofTables) implements TomlValue {
        static Items ofTables(Place place) {
            return new Items(place, new ArrayList<>(), true);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    /** How a table came to be, which says who may add to it. */
    enum Origin {
        /** By its own header, or the file itself. */
        HEADER,
        /** By the header of a table inside it: its own header may still come. */
        IMPLIED,
        /** By a dotted key: other dotted keys may add to it. */
        DOTTED,
        /** In braces: complete. */
        INLINE
    }

    /** A value and where its key stands. */
    record Keyed(Place place, TomlValue value) {}

    /** A table, in the order of its keys. */
    final class Table implements TomlValue {
        private final Place place;
        private final Map<String, Keyed> entries = new LinkedHashMap<>();
        private Origin origin;

        Table(Place place, Origin origin) {
            this.place = place;
            this.origin = origin;
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public String kind() {
            return "a table";
        }

        Map<String, Keyed> entries() {
            return entries;
        }

        Origin origin() {
            return origin;
        }

        void origin(Origin now) {
            origin = now;
        }
    }
}
