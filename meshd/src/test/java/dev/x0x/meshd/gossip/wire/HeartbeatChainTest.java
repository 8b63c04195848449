// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** DECISIONS D3. */
class HeartbeatChainTest {
    private static final MachineId MACHINE = Signed.MACHINE.id();

    @Test
    void each_link_is_the_hash_of_the_next() {
        byte[] domain = "x0x-hb-link-v1\0".getBytes(US_ASCII);
        for (int slot = 2; slot <= Signed.SECRET.slots(); slot++) {
            byte[] number = ByteBuffer.allocate(4).putInt(slot).array();
            byte[] hash = Digest.sha256(domain, MACHINE.bytes(), number, Signed.SECRET.show(slot));
            assertArrayEquals(hash, Signed.SECRET.show(slot - 1), "slot " + slot);
        }
    }

    @Property(tries = 200)
    void a_shown_link_leads_back_to_every_earlier_one(
            @ForAll @IntRange(min = 1, max = 50) int slot,
            @ForAll @IntRange(min = 0, max = 50) int back) {
        int known = Math.max(0, slot - back);
        byte[] at = known == 0 ? Signed.SECRET.anchor() : Signed.SECRET.show(known);
        var hash = new LinkHash();
        byte[] link = Signed.SECRET.show(slot);
        assertTrue(hash.leads(MACHINE, slot, link, known, at));
        assertEquals(slot == known, hash.leads(MACHINE, slot + 1, link, known + 1, at));
        link[back % 32] ^= 1;
        assertFalse(hash.leads(MACHINE, slot, link, known, at));
        assertFalse(
                slot > known
                        && hash.leads(
                                MachineId.of(new byte[32]),
                                slot,
                                Signed.SECRET.show(slot),
                                known,
                                at));
    }

    @Test
    void closed_it_shows_nothing_and_says_nothing() {
        byte[] last = new byte[32];
        Arrays.fill(last, (byte) 7);
        var chain = HeartbeatChain.of(MACHINE, 3, last);
        assertArrayEquals(new byte[32], last, "the last link is taken over");
        assertEquals("[heartbeat chain of 3]", chain.toString());
        assertThrows(IllegalArgumentException.class, () -> chain.show(0));
        assertThrows(IllegalArgumentException.class, () -> chain.show(4));
        chain.close();
        assertThrows(IllegalStateException.class, () -> chain.show(1));
    }

    @Test
    void a_record_is_read_as_it_was_written() throws MalformedException {
        ChainRecord chain = Signed.fields();
        byte[] bytes = chain.signedBytes();
        assertEquals("x0x-hb-chain-v1\0", new String(bytes, 0, 16, US_ASCII));
        assertEquals(16 + 16 + 32 + 8 + 8 + 8 + 4 + 4 + 32, bytes.length);
        assertArrayEquals(bytes, ChainRecord.read(bytes).signedBytes());
    }

    @Test
    void a_chain_beats_no_faster_than_30_s_and_no_longer_than_a_day() {
        assertRefused(29_999, 10);
        assertRefused(30_000, 2_881);
        assertRefused(60_000, 1_441);
        assertRefused(60_000, 0);
        assertEquals(2_880, make(30_000, 2_880).slots());
        assertEquals(1_440, make(60_000, 1_440).slots());
    }

    private static void assertRefused(long interval, int slots) {
        assertThrows(IllegalArgumentException.class, () -> make(interval, slots));
        byte[] bytes = make(30_000, 1).signedBytes();
        ByteBuffer.wrap(bytes).putInt(88, (int) interval).putInt(92, slots);
        assertThrows(MalformedException.class, () -> ChainRecord.read(bytes));
    }

    private static ChainRecord make(long interval, int slots) {
        return new ChainRecord(
                Signed.NETWORK, MACHINE, 1, 0, 5, interval, slots, Signed.SECRET.anchor());
    }
}
