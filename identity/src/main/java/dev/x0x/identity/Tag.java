// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a machine says of itself, such as {@code role=db}: a hint for whoever lists machines, and no
 * ground for any right.
 *
 * @param key 1 to 32 of {@code a-z 0-9 . _ -}
 * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ - + / : @}; nothing that a terminal or a shell
 *     takes for more than text
 */
public record Tag(String key, String value) {
    /** More than these are not said. */
    public static final int MOST = 16;

    private static final Pattern KEY = Pattern.compile("[a-z0-9._-]{1,32}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._+/:@-]{1,64}");

    /**
     * Checks the forms.
     *
     * @throws IllegalArgumentException if one is not kept
     */
    public Tag {
        if (!valid(key, value)) {
            throw new IllegalArgumentException("not a tag");
        }
    }

    /** Whether these two make a tag. */
    public static boolean valid(String key, String value) {
        return KEY.matcher(key).matches() && VALUE.matcher(value).matches();
    }

    /** Reads {@code key=value}; empty if it is none. */
    public static Optional<Tag> parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0 || !valid(text.substring(0, equals), text.substring(equals + 1))) {
            return Optional.empty();
        }
        return Optional.of(new Tag(text.substring(0, equals), text.substring(equals + 1)));
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
