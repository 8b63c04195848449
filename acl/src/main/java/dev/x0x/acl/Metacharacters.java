// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.util.Optional;

/**
 * The characters that no word of a request may hold, whatever the ACL says: they mean something to
 * a shell, and no shell is meant to see them (BEHAVIOUR.md §1).
 */
public final class Metacharacters {
    private static final String REFUSED = ";|&><`$";

    private Metacharacters() {}

    /** The first refused character of a word, as it is called in a message. */
    public static Optional<String> firstIn(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= 0x1f || c == 0x7f) {
                return Optional.of(String.format("U+%04X", (int) c));
            }
            if (REFUSED.indexOf(c) >= 0) {
                return Optional.of("`" + c + "`");
            }
        }
        return Optional.empty();
    }
}
