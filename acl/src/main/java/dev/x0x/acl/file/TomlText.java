// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** From bytes to text without what TOML allows nowhere: other encodings, control characters. */
final class TomlText {
    private TomlText() {}

    /** The text to parse, or nothing if the findings say why not. */
    static Optional<String> of(byte[] bytes, Findings findings) {
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        var in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, decoded, true);
        String text = decoded.flip().toString();
        if (result.isError()) {
            String octet = "byte 0x%02x is not UTF-8".formatted(bytes[in.position()]);
            findings.error(placeOf(text, text.length()), octet, "save the file as UTF-8");
            return Optional.empty();
        }
        boolean clean = true;
        for (int i = 0; i < text.length() && clean; i++) {
            clean = allowed(text, i);
            if (!clean) {
                findings.error(
                        placeOf(text, i),
                        "control character U+%04X".formatted((int) text.charAt(i)),
                        "save the file as plain text");
            }
        }
        // editors write byte order marks
        return clean
                ? Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text)
                : Optional.empty();
    }

    private static boolean allowed(String text, int i) {
        char c = text.charAt(i);
        if (c == '\r') {
            return i + 1 < text.length() && text.charAt(i + 1) == '\n';
        }
        return (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n';
    }

    private static Place placeOf(String text, int index) {
        var cursor = new TomlCursor(text);
        while (cursor.index() < index) {
            cursor.next();
        }
        return cursor.place();
    }
}
