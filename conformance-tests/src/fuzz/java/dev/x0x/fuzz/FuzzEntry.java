// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One way in for bytes from outside, and what its decoder promises: nothing but {@code refusal}
 * escapes, and it never allocates more than {@code allocation} allows.
 *
 * @param name of the entry, and of its folder of inputs
 * @param target runs the decoder and checks what it gives
 * @param refusal the one exception that may escape
 * @param seeds good and bad inputs to begin with, at least one
 * @param words pieces that make sense to the decoder, for text formats
 */
public record FuzzEntry(
        String name,
        Target target,
        Class<? extends Exception> refusal,
        List<byte[]> seeds,
        List<byte[]> words,
        Allocation allocation) {

    /** A decoder and the check of its answer. */
    @FunctionalInterface
    public interface Target {
        /**
         * Decodes.
         *
         * @throws AssertionError if the answer breaks a promise
         * @throws Exception the entry's refusal; any other is a fault
         */
        void run(byte[] input) throws Exception;
    }

    /** A decoder with its encoder behind it. */
    @FunctionalInterface
    public interface Again {
        /** The bytes of what {@code input} was decoded to. */
        byte[] encoded(byte[] input) throws Exception;
    }

    /** The most that one input may cost, in bytes: {@code fixed + perByte × its length}. */
    public record Allocation(long fixed, long perByte) {
        long allowed(int length) {
            return fixed + perByte * length;
        }
    }

    /** For decoders that copy what they read; a frame of 20 bytes becomes some objects. */
    private static final Allocation COPIES = new Allocation(64 << 10, 64);

    /** For parsers of text, which make trees and have buffers of their own. */
    private static final Allocation TREES = new Allocation(1 << 20, 512);

    /** Checks that there is something to begin with. */
    public FuzzEntry {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("no seeds for " + name);
        }
        seeds = List.copyOf(seeds);
        words = List.copyOf(words);
    }

    /** A format with one spelling: what is accepted encodes to the same bytes. */
    public static FuzzEntry canonical(
            String name, Class<? extends Exception> refusal, Again again, List<byte[]> seeds) {
        return reads(name, refusal, input -> same(input, again.encoded(input)), seeds);
    }

    /** A format with several spellings: our own is read back to itself. */
    public static FuzzEntry settles(
            String name, Class<? extends Exception> refusal, Again again, List<byte[]> seeds) {
        return reads(name, refusal, input -> settled(again, again.encoded(input)), seeds)
                .allocating(TREES);
    }

    /** A decoder that is only read from, or whose target checks by itself. */
    public static FuzzEntry reads(
            String name, Class<? extends Exception> refusal, Target target, List<byte[]> seeds) {
        return new FuzzEntry(name, target, refusal, seeds, List.of(), COPIES);
    }

    /** The same, of text: more may be allocated, and these words turn up in the inputs. */
    public FuzzEntry ofText(String... more) {
        var all = new ArrayList<>(words);
        Arrays.stream(more).forEach(word -> all.add(Seeds.utf8(word)));
        return new FuzzEntry(name, target, refusal, seeds, all, TREES);
    }

    /** The same with another limit. */
    public FuzzEntry allocating(Allocation most) {
        return new FuzzEntry(name, target, refusal, seeds, words, most);
    }

    /** Fails unless both are the same bytes. */
    public static void same(byte[] expected, byte[] encoded) {
        if (!Arrays.equals(expected, encoded)) {
            throw new AssertionError("encodes as " + HexFormat.of().formatHex(encoded));
        }
    }

    private static void settled(Again again, byte[] ours) {
        byte[] twice;
        try {
            twice = again.encoded(ours);
        } catch (Exception e) {
            throw new AssertionError("our own encoding is refused: " + Seeds.shown(ours), e);
        }
        same(ours, twice);
    }
}
