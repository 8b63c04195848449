// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON value. Asking a value for what it is not answers empty, so that a field that another
 * daemon leaves out reads like a null. Polymorphic rather than switched over: a pattern switch
 * costs milliseconds at its first use.
 */
public sealed interface Json {
    /** The member of this name; {@link Null} if there is none. */
    default Json get(String name) {
        return Null.NULL;
    }

    /** The text, if this is one. */
    default Optional<String> text() {
        return Optional.empty();
    }

    /** The whole number, if this is one that fits. */
    default OptionalLong number() {
        return OptionalLong.empty();
    }

    /** Whether this is true, and not merely there. */
    default boolean isTrue() {
        return false;
    }

    /** The items of an array; else none. */
    default List<Json> items() {
        return List.of();
    }

    /** The members of an object in their order; else none. */
    default Map<String, Json> members() {
        return Map.of();
    }

    /** What it is, to switch on. */
    default Kind kind() {
        return Kind.SCALAR;
    }

    /** Whether this is null, or was never there. */
    default boolean isNull() {
        return false;
    }

    /** The scalar as people read it: text bare, the rest as JSON has it. Empty for the others. */
    default String plain() {
        return "";
    }

    /** What a value can be; a scalar is a number, a flag or null. */
    enum Kind {
        OBJECT,
        ARRAY,
        TEXT,
        SCALAR
    }

    /** An object. */
    record Members(Map<String, Json> members) implements Json {
        @Override
        public Json get(String name) {
            return members.getOrDefault(name, Null.NULL);
        }

        @Override
        public Kind kind() {
            return Kind.OBJECT;
        }
    }

    /** An array. */
    record Items(List<Json> items) implements Json {
        @Override
        public Kind kind() {
            return Kind.ARRAY;
        }
    }

    /** A string. */
    record Text(String value) implements Json {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Optional<String> text() {
            return Optional.of(value);
        }

        @Override
        public String plain() {
            return value;
        }
    }

    /** A number as it was written, so that it is printed the same. */
    record Numeral(String written) implements Json {
        @Override
        public OptionalLong number() {
            try {
                return OptionalLong.of(Long.parseLong(written));
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }

        @Override
        public String plain() {
            return written;
        }
    }

    /** True or false. */
    record Flag(boolean value) implements Json {
        @Override
        public boolean isTrue() {
            return value;
        }

        @Override
        public String plain() {
            return Boolean.toString(value);
        }
    }

    /** Null. */
    enum Null implements Json {
        NULL;

        @Override
        public boolean isNull() {
            return true;
        }

        @Override
        public String plain() {
            return "null";
        }
    }
}
