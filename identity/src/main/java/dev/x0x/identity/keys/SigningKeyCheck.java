// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.keys;

import org.bouncycastle.crypto.digests.SHAKEDigest;

import java.util.Arrays;

/**
 * Whether the two halves of an ML-DSA-65 key belong together, by computing one from the other. A
 * trial signature would not tell: with a damaged s2 or t0 all but a few signatures still verify,
 * and with coefficients out of range signing may never end. Names are those of FIPS 204.
 */
final class SigningKeyCheck {
    private static final int Q = 8_380_417;
    private static final int ROWS = 6;
    private static final int COLUMNS = 5;
    private static final int ETA = 4;
    private static final int D = 13;

    // offsets in the secret key: rho 32, K 32, tr 64, s1, s2, t0 (algorithm 24)
    private static final int TR = 64;
    private static final int S1 = 128;
    private static final int S2 = S1 + COLUMNS * 128;
    private static final int T0 = S2 + ROWS * 128;

    private static final int[] ZETAS = zetas();

    private SigningKeyCheck() {}

    /** Whether {@code secretKey} is that of {@code publicKey}; both of the right length. */
    static boolean belongTogether(byte[] publicKey, byte[] secretKey) {
        byte[] tr = new byte[64];
        var hash = new SHAKEDigest(256);
        hash.update(publicKey, 0, publicKey.length);
        hash.doFinal(tr, 0, tr.length);
        return Arrays.equals(publicKey, 0, 32, secretKey, 0, 32)
                && Arrays.equals(tr, 0, 64, secretKey, TR, TR + 64)
                && inRange(secretKey)
                && sameT(publicKey, secretKey);
    }

    private static boolean inRange(byte[] secretKey) {
        boolean small = true;
        for (int i = S1; i < T0; i++) {
            small &= (secretKey[i] & 0x0f) <= 2 * ETA && (secretKey[i] >> 4 & 0x0f) <= 2 * ETA;
        }
        return small;
    }

    /** t = A s1 + s2 (algorithm 6), compared in the NTT domain with t1 2^d + t0 as stored. */
    private static boolean sameT(byte[] publicKey, byte[] secretKey) {
        int[][] s1 = new int[COLUMNS][];
        for (int column = 0; column < COLUMNS; column++) {
            s1[column] = ntt(small(secretKey, S1 + column * 128));
        }
        boolean same = true;
        for (int row = 0; row < ROWS; row++) {
            int[] computed = ntt(small(secretKey, S2 + row * 128));
            for (int column = 0; column < COLUMNS; column++) {
                int[] a = matrix(publicKey, row, column);
                for (int i = 0; i < 256; i++) {
                    computed[i] = (int) ((computed[i] + (long) a[i] * s1[column][i]) % Q);
                }
            }
            same &= Arrays.equals(computed, ntt(stored(publicKey, secretKey, row)));
        }
        return same;
    }

    private static int[] small(byte[] secretKey, int offset) {
        int[] polynomial = new int[256];
        for (int i = 0; i < 256; i++) {
            polynomial[i] = Math.floorMod(ETA - bits(secretKey, offset, 4, i), Q);
        }
        return polynomial;
    }

    private static int[] stored(byte[] publicKey, byte[] secretKey, int row) {
        int[] polynomial = new int[256];
        for (int i = 0; i < 256; i++) {
            int t1 = bits(publicKey, 32 + row * 320, 10, i);
            int t0 = (1 << (D - 1)) - bits(secretKey, T0 + row * 416, D, i);
            polynomial[i] = Math.floorMod((t1 << D) + t0, Q);
        }
        return polynomial;
    }

    /** One polynomial of the public matrix, already in the NTT domain (algorithms 30 and 32). */
    private static int[] matrix(byte[] publicKey, int row, int column) {
        var stream = new SHAKEDigest(128);
        stream.update(publicKey, 0, 32);
        stream.update((byte) column);
        stream.update((byte) row);
        int[] polynomial = new int[256];
        byte[] three = new byte[3];
        for (int i = 0; i < 256; ) {
            stream.doOutput(three, 0, 3);
            int value = (three[0] & 0xff) | (three[1] & 0xff) << 8 | (three[2] & 0x7f) << 16;
            if (value < Q) {
                polynomial[i++] = value;
            }
        }
        return polynomial;
    }

    /** Algorithm 41, in place. */
    private static int[] ntt(int[] w) {
        int m = 0;
        for (int length = 128; length >= 1; length /= 2) {
            for (int start = 0; start < 256; start += 2 * length) {
                long zeta = ZETAS[++m];
                for (int j = start; j < start + length; j++) {
                    int t = (int) (zeta * w[j + length] % Q);
                    w[j + length] = Math.floorMod(w[j] - t, Q);
                    w[j] = (w[j] + t) % Q;
                }
            }
        }
        return w;
    }

    /** Powers of 1753 in bit-reversed order (FIPS 204 appendix B). */
    private static int[] zetas() {
        int[] powers = new int[256];
        long power = 1;
        for (int i = 0; i < 256; i++) {
            powers[Integer.reverse(i) >>> 24] = (int) power;
            power = power * 1753 % Q;
        }
        return powers;
    }

    /** The {@code index}-th number of {@code width} bits, least significant bit first. */
    private static int bits(byte[] in, int offset, int width, int index) {
        int value = 0;
        for (int i = 0; i < width; i++) {
            int bit = index * width + i;
            value |= (in[offset + bit / 8] >> (bit % 8) & 1) << i;
        }
        return value;
    }
}
