// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What every frame demands of its fields. A breach is a mistake of ours: decoders check first. */
final class Fields {
    static final int SHA256 = 32;
    private static final long U32_MAX = 0xffff_ffffL;

    private Fields() {}

    static void u32(String name, long value) {
        if (value < 0 || value > U32_MAX) {
            throw new IllegalArgumentException(name + " " + value + " does not fit 32 bits");
        }
    }

    static void length(String name, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    name + " of " + length + " bytes, expected " + expected);
        }
    }

    /** Refuses lone surrogates: written as UTF-8 they would silently become question marks. */
    static void text(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                encodable(name, text);
                return;
            }
        }
    }

    static String size(byte[] bytes) {
        return bytes.length + " bytes";
    }

    private static void encodable(String name, String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " holds half a surrogate pair", e);
        }
    }
}
