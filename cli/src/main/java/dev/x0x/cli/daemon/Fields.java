// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds an object, member by member. */
public final class Fields {
    private final Map<String, Json> members = new LinkedHashMap<>();

    /** None yet. */
    public Fields() {}

    /** With the members of that object to begin with. */
    public static Fields from(Json object) {
        var fields = new Fields();
        fields.members.putAll(object.members());
        return fields;
    }

    /** Adds or replaces a member. */
    public Fields put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    /** Adds or replaces a text. */
    public Fields put(String name, String value) {
        return put(name, new Json.Text(value));
    }

    /** Adds a text if there is one. */
    public Fields put(String name, Optional<String> value) {
        return value.isPresent() ? put(name, value.get()) : this;
    }

    /** Adds or replaces a number. */
    public Fields put(String name, long value) {
        return put(name, new Json.Numeral(Long.toString(value)));
    }

    /** Adds or replaces a flag. */
    public Fields put(String name, boolean value) {
        return put(name, new Json.Flag(value));
    }

    /** Adds or replaces a list of texts. */
    public Fields put(String name, List<String> values) {
        List<Json> items = new ArrayList<>(values.size());
        for (String value : values) {
            items.add(new Json.Text(value));
        }
        return put(name, new Json.Items(items));
    }

    /** The object. */
    public Json object() {
        return new Json.Members(members);
    }
}
