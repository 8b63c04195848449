// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

/** Numbers as they are typed: ASCII digits, at most nine, no sign. */
final class Seconds {
    private static final int DIGITS = 9;
    private static final int PLACES = 3;

    private Seconds() {}

    /** Seconds with up to three places, in milliseconds; -1 if it is not that. */
    static long millis(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            long whole = whole(text);
            return whole < 0 ? -1 : whole * 1_000;
        }
        String places = text.substring(dot + 1);
        long whole = whole(text.substring(0, dot));
        long part = places.length() > PLACES ? -1 : whole(places);
        if (whole < 0 || part < 0) {
            return -1;
        }
        for (int i = places.length(); i < PLACES; i++) {
            part *= 10;
        }
        return whole * 1_000 + part;
    }

    /** A whole number; -1 if it is none. */
    static long whole(String text) {
        if (text.isEmpty() || text.length() > DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
