// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

/** Somebody else's text in our messages: in backticks, short, and without control characters. */
public final class Quoted {
    private static final int LIMIT = 80;

    private Quoted() {}

    /** The text, cut after 80 characters, with everything unprintable written as {@code \}u….. */
    public static String text(String text) {
        var out = new StringBuilder("`");
        int end = Math.min(text.length(), LIMIT);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (printable(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.append(end < text.length() ? "…`" : "`").toString();
    }

    private static boolean printable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
