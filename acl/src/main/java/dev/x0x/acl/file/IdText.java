// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Quoted;
import dev.x0x.identity.codec.MalformedException;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids in one spelling only, so that a search of the file finds them: 64 lower-case hex. */
final class IdText {
    private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern DECORATION = Pattern.compile("^0x|^x0x://agent/|[\\s:_.-]");

    /** A parser of one kind of id. */
    interface Parser<T> {
        T parse(String text) throws MalformedException;
    }

    private IdText() {}

    static <T> Optional<T> read(Section entry, String key, Parser<T> parser) {
        if (!entry.has(key)) {
            entry.missing(key, "write %s = \"<64 lower-case hex digits>\"".formatted(key));
            return Optional.empty();
        }
        return entry.text(key).flatMap(text -> parse(entry, key, text, parser));
    }

    private static <T> Optional<T> parse(Section entry, String key, String text, Parser<T> parser) {
        if (CANONICAL.matcher(text).matches()) {
            try {
                return Optional.of(parser.parse(text));
            } catch (MalformedException e) {
                entry.findings().error(entry.place(key), "`%s`: %s".formatted(key, e.getMessage()));
                return Optional.empty();
            }
        }
        String plain = DECORATION.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll("");
        String message =
                "`%s` must be 64 lower-case hex digits, found %s".formatted(key, Quoted.text(text));
        entry.findings()
                .error(
                        entry.place(key),
                        message,
                        CANONICAL.matcher(plain).matches()
                                ? "write " + key + " = \"" + plain + "\""
                                : "it has %d characters; `x0x agent` prints the id"
                                        .formatted(text.length()));
        return Optional.empty();
    }
}
