// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

/**
 * Text that others chose (labels, names on cards, messages, argv) made harmless for a terminal:
 * what could move its cursor, change its title or turn the reading direction is shown as its
 * number.
 */
public final class Plain {
    private Plain() {}

    /** One line of it. */
    public static String of(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (harmful(c)) {
                if (safe == null) {
                    safe = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else if (safe != null) {
                safe.append(c);
            }
        }
        return safe == null ? text : safe.toString();
    }

    private static boolean harmful(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || (c >= '\u200e' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
