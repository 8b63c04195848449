// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word somebody may have meant. */
public final class Spelling {
    private static final int MAX_DISTANCE = 2;
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** The nearest of the known words, if at most two letters are missing, wrong or too many. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() < MIN_LENGTH || word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(each -> distance(word, each) <= Math.min(MAX_DISTANCE, each.length() / 2))
                .min(Comparator.comparingInt(each -> distance(word, each)));
    }

    // Levenshtein, one row at a time
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
