// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a measure must be: {@code <= 0.05}, {@code >= 0.999}, {@code < 1}, {@code = 1}, or {@code
 * 6.33 .. 6.43}.
 */
record Target(String measure, String text, double least, double most) {
    private static final Pattern BOUND = Pattern.compile("(<=|>=|<|>|=) *(-?[0-9.]+)");
    private static final Pattern RANGE = Pattern.compile("(-?[0-9.]+) *\\.\\. *(-?[0-9.]+)");

    static Target parse(String measure, String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return new Target(
                    measure,
                    text,
                    Double.parseDouble(range.group(1)),
                    Double.parseDouble(range.group(2)));
        }
        Matcher bound = BOUND.matcher(text);
        if (!bound.matches()) {
            throw new IllegalArgumentException(
                    "target `" + text + "` of " + measure + ": write `<= n` or `n .. m`");
        }
        double value = Double.parseDouble(bound.group(2));
        return switch (bound.group(1)) {
            case "<=" -> new Target(measure, text, Double.NEGATIVE_INFINITY, value);
            case ">=" -> new Target(measure, text, value, Double.POSITIVE_INFINITY);
            case "<" -> new Target(measure, text, Double.NEGATIVE_INFINITY, Math.nextDown(value));
            case ">" -> new Target(measure, text, Math.nextUp(value), Double.POSITIVE_INFINITY);
            default -> new Target(measure, text, value, value);
        };
    }

    /** A measure that was not taken meets no target. */
    boolean met(Measures measures) {
        var value = measures.of(measure);
        return value.isPresent() && value.getAsDouble() >= least && value.getAsDouble() <= most;
    }
}
