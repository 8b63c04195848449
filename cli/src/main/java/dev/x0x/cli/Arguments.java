// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was typed, after picocli has told options from words.
 *
 * @param levels the program's own part and that of each word of the verb
 * @param command what stood behind {@code --} of exec; empty when there was no {@code --}
 */
record Arguments(List<ParseResult> levels, Optional<List<String>> command) {
    private static final String HEX = "0123456789abcdef";

    boolean has(String option) {
        for (ParseResult level : levels) {
            if (level.hasMatchedOption(option)) {
                return true;
            }
        }
        return false;
    }

    /** The value; the one nearest the end counts. */
    Optional<String> text(String option) {
        String found = null;
        for (ParseResult level : levels) {
            OptionSpec matched = level.matchedOption(option);
            if (matched != null && !matched.stringValues().isEmpty()) {
                found = matched.stringValues().getLast();
            }
        }
        return Optional.ofNullable(found);
    }

    /** The word at this place. picocli has seen to it that a required one is there. */
    String word(int index) {
        return words().get(index);
    }

    Optional<String> optionalWord(int index) {
        List<String> words = words();
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec each : levels.getLast().matchedPositionals()) {
            words.addAll(each.stringValues());
        }
        return words;
    }

    /** An option's value, which must be one of these. */
    Optional<String> choice(String option, List<String> values) throws UsageException {
        Optional<String> value = text(option);
        if (value.isPresent()) {
            oneOf(option, value.get(), values);
        }
        return value;
    }

    static String oneOf(String name, String value, List<String> values) throws UsageException {
        if (!values.contains(value)) {
            throw new UsageException(
                    name + ": `" + value + "` is none of " + String.join(", ", values));
        }
        return value;
    }

    /** An id of so many hex digits, in lower case. */
    static String id(String name, String value, int digits) throws UsageException {
        String id = value.toLowerCase(Locale.ROOT);
        if (!isHex(id) || id.length() != digits) {
            throw new UsageException(
                    name + ": `" + value + "` is not an id of " + digits + " hex digits");
        }
        return id;
    }

    static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (HEX.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
