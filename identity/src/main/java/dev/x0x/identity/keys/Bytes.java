// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import java.util.Arrays;

/** Joining byte arrays. */
final class Bytes {
    private Bytes() {}

    static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** The last {@code length} bytes of an encoding: where raw key material sits. */
    static byte[] tail(byte[] encoded, int length) {
        return Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
    }
}
