// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values without quotes: truth, numbers, dates. */
final class TomlScalars {
    private static final String DIGITS = "[0-9](?:_?[0-9])*";
    private static final String INTEGER = "[+-]?(?:0|[1-9](?:_?[0-9])*)";
    private static final Pattern WHOLE = Pattern.compile(INTEGER);
    private static final Pattern PREFIXED =
            Pattern.compile(
                    "0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*");
    private static final Pattern DECIMAL =
            Pattern.compile(
                    INTEGER
                            + "(?:\\."
                            + DIGITS
                            + ")?(?:[eE][+-]?"
                            + DIGITS
                            + ")?|[+-]?(?:inf|nan)");
    private static final Pattern MOMENT =
            Pattern.compile(
                    "(?<date>\\d{4}-\\d\\d-\\d\\d)?(?:^|$|(?<=\\d)[Tt ](?=\\d))"
                            + "(?<time>\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?"
                            + "(?<zone>[Zz]|[+-]\\d\\d:\\d\\d)?");

    // longer than any value; regular expressions recurse
    private static final int MAX_LENGTH = 80;

    private TomlScalars() {}

    static TomlValue read(TomlCursor in) throws TomlSyntaxException {
        Place place = in.place();
        String word = word(in);
        if (word.isEmpty()) {
            throw in.unexpected("a value");
        }
        if (word.equals("true") || word.equals("false")) {
            return new TomlValue.Truth(place, word.equals("true"));
        }
        if (word.length() <= MAX_LENGTH) {
            if (WHOLE.matcher(word).matches() || PREFIXED.matcher(word).matches()) {
                return new TomlValue.Whole(place, whole(place, word.replace("_", "")));
            }
            if (DECIMAL.matcher(word).matches()) {
                return new TomlValue.Decimal(place);
            }
            if (isMoment(word)) {
                return new TomlValue.Moment(place);
            }
        }
        throw new TomlSyntaxException(
                place, "not a value: " + Quoted.text(word) + "; text needs quotes");
    }

    private static String word(TomlCursor in) {
        var word = new StringBuilder();
        while (isPart(in.peek()) || (word.length() == 10 && beginsTime(in))) {
            word.append(in.next());
        }
        return word.toString();
    }

    private static boolean isPart(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "+-_.:".indexOf(c) >= 0);
    }

    // a date and a time may stand apart
    private static boolean beginsTime(TomlCursor in) {
        return in.peek() == ' '
                && Character.isDigit(in.peek(1))
                && Character.isDigit(in.peek(2))
                && in.peek(3) == ':';
    }

    private static long whole(Place place, String digits) throws TomlSyntaxException {
        int radix =
                switch (digits.length() > 1 ? digits.charAt(1) : ' ') {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    case 'b' -> 2;
                    default -> 10;
                };
        var number = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        if (number.bitLength() > 63) {
            throw new TomlSyntaxException(place, "number is too large");
        }
        return number.longValue();
    }

    private static boolean isMoment(String word) {
        Matcher parts = MOMENT.matcher(word);
        if (!parts.matches() || (parts.group("date") == null && parts.group("time") == null)) {
            return false;
        }
        boolean zoned = parts.group("zone") != null;
        if (zoned && (parts.group("date") == null || parts.group("time") == null)) {
            return false;
        }
        try {
            if (parts.group("date") != null) {
                var _ = LocalDate.parse(parts.group("date"));
            }
            if (parts.group("time") != null) {
                // more digits than a clock has are cut
                var _ = LocalTime.parse(parts.group("time").replaceFirst("(\\.\\d{9})\\d+", "$1"));
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
