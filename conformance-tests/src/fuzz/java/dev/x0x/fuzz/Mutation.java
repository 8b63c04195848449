// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What may happen to bytes on their way, at one place or a few. */
final class Mutation {
    private static final int MOST = 1 << 17; // above the largest frame that any decoder takes
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        127,
        128,
        255,
        256,
        32_767,
        65_535,
        65_536,
        1 << 20,
        Integer.MAX_VALUE,
        0x80000000L,
        0xffffffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private final Random random;
    private final List<byte[]> words;

    Mutation(Random random, List<byte[]> words) {
        this.random = random;
        this.words = words;
    }

    /** Changed bytes; {@code other} is what pieces may be taken from. */
    byte[] of(byte[] bytes, byte[] other) {
        byte[] changed = bytes.clone();
        int blows = 1 + (random.nextInt(4) == 0 ? random.nextInt(12) : random.nextInt(3));
        for (int i = 0; i < blows; i++) {
            changed = blow(changed, other);
        }
        return changed.length > MOST ? Arrays.copyOf(changed, MOST) : changed;
    }

    private byte[] blow(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = place(bytes.length);
        return switch (random.nextInt(words.isEmpty() ? 10 : 12)) {
            case 0 -> set(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
            case 1 -> set(bytes, at, (byte) random.nextInt(256));
            case 2 -> filled(bytes, at, (byte) 0xff);
            case 3 -> filled(bytes, at, (byte) 0);
            case 4 -> number(bytes, at);
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> splice(bytes, at, Math.min(bytes.length, at + piece()), new byte[0]);
            case 7 -> {
                byte[] own = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece()));
                int to = random.nextInt(bytes.length + 1);
                yield splice(bytes, to, to, own);
            }
            case 8 -> {
                byte[] noise = new byte[piece()];
                random.nextBytes(noise);
                yield splice(bytes, at, at, noise);
            }
            case 9 -> {
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                byte[] foreign =
                        Arrays.copyOfRange(other, from, Math.min(other.length, from + piece() * 4));
                boolean over = random.nextBoolean();
                int to = over ? Math.min(bytes.length, at + foreign.length) : at;
                yield splice(bytes, at, to, foreign);
            }
            default -> splice(bytes, at, at, words.get(random.nextInt(words.size())));
        };
    }

    /** Near the front more often: there the lengths and tags are. */
    private int place(int length) {
        return random.nextInt(random.nextBoolean() ? Math.min(length, 96) : length);
    }

    private int piece() {
        return 1 + random.nextInt(2 << random.nextInt(6));
    }

    private static byte[] set(byte[] bytes, int at, byte value) {
        bytes[at] = value;
        return bytes;
    }

    private static byte[] filled(byte[] bytes, int at, byte value) {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), value);
        return bytes;
    }

    private byte[] number(byte[] bytes, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(3) - 1;
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int size = 2 << random.nextInt(3);
        if (at + size > bytes.length) {
            return bytes;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
        switch (size) {
            case 2 -> in.putShort(at, (short) number);
            case 4 -> in.putInt(at, (int) number);
            default -> in.putLong(at, number);
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] piece) {
        byte[] joined = new byte[from + piece.length + bytes.length - to];
        System.arraycopy(bytes, 0, joined, 0, from);
        System.arraycopy(piece, 0, joined, from, piece.length);
        System.arraycopy(bytes, to, joined, from + piece.length, bytes.length - to);
        return joined;
    }
}
