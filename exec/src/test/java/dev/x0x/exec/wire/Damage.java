// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What may happen to bytes on their way. */
final class Damage {
    private Damage() {}

    /** A few bits flipped, bytes overwritten, cut out or put in; or a cut or longer end. */
    static byte[] to(byte[] bytes, RandomGenerator random) {
        byte[] damaged = bytes.clone();
        for (int blows = 1 + random.nextInt(3); blows > 0 && damaged.length > 0; blows--) {
            damaged = blow(damaged, random);
        }
        return damaged;
    }

    private static byte[] blow(byte[] bytes, RandomGenerator random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> {
                // a count grown huge: eight bytes of ff, or fewer at the end
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0xff);
            }
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            default -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                return longer;
            }
        }
        return bytes;
    }
}
