// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What a sender that keeps to no rule can put into a stream. */
class InStreamTest {
    private final InStream in = new InStream();

    @Test
    void empty_chunks_are_nothing() {
        for (int seq = 0; seq < 3; seq++) {
            assertEquals(List.of(), in.accept(seq, new byte[0]));
            assertEquals(List.of(), in.acceptLast(seq, new byte[0]));
        }
        assertEquals(0, in.next());
        assertArrayEquals(new byte[] {7}, in.accept(0, new byte[] {7}).getFirst());
    }

    @Test
    void nothing_is_taken_beyond_the_credit() {
        byte[] large = new byte[(int) in.credit() + 1];
        assertEquals(List.of(), in.accept(0, large));
        assertEquals(List.of(), in.accept(1, large));
        assertEquals(0, in.next());
        assertEquals(1, in.acceptLast(0, large).size());
    }

    @Test
    void a_chunk_counts_once() {
        assertEquals(List.of(), in.accept(1, new byte[] {2}));
        assertEquals(List.of(), in.accept(1, new byte[] {9}));
        assertEquals(2, in.accept(0, new byte[] {1}).size());
        assertEquals(List.of(), in.accept(0, new byte[] {9}));
        assertEquals(List.of(), in.accept(1, new byte[] {9}));
        assertEquals(2, in.next());
        assertEquals(2, in.received());
    }
}
