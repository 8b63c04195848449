// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.util.HexFormat;

/** Fixed-length values as lower-case hex text. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /** Lower-case hex of {@code bytes}. */
    public static String print(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /**
     * Reads exactly {@code length} bytes of hex, in either case.
     *
     * @throws MalformedException {@code bad_length} for another length, {@code bad_hex} for another
     *     character
     */
    public static byte[] parse(String text, int length) throws MalformedException {
        if (text.length() != 2 * length) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    text.length() + " characters, expected " + 2 * length + " of hex");
        }
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                throw new MalformedException(
                        Refusal.BAD_HEX, "character " + (i + 1) + " is not hex");
            }
        }
        return FORMAT.parseHex(text);
    }
}
