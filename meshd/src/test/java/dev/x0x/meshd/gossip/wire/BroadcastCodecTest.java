// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Broadcast frames as bytes. */
class BroadcastCodecTest {
    private static final RecordId ID = new RecordId(1, -2);
    private static final List<byte[]> GOOD = frames().stream().map(BroadcastCodec::encode).toList();

    @Test
    void what_was_encoded_is_read() throws MalformedException {
        for (BroadcastFrame frame : frames()) {
            byte[] bytes = BroadcastCodec.encode(frame);
            assertArrayEquals(bytes, BroadcastCodec.encode(BroadcastCodec.decode(bytes)));
            int record =
                    switch (frame) {
                        case BroadcastFrame.Gossip f -> f.record().bytes().length;
                        case BroadcastFrame.Found f -> f.record().bytes().length;
                        default -> 0;
                    };
            assertEquals(bytes.length, BroadcastCodec.length(frame, record));
        }
    }

    @Test
    void a_record_is_read_with_what_it_says() throws MalformedException {
        for (SignedRecord record : Signed.all()) {
            byte[] bytes = BroadcastCodec.encode(new BroadcastFrame.Gossip(7, record));
            assertEquals("0220", Hex.print(Arrays.copyOf(bytes, 2)));
            assertEquals(record.kind().code(), bytes[2]);
            assertEquals(7, bytes[3]);
            var read = (BroadcastFrame.Gossip) BroadcastCodec.decode(bytes);
            assertEquals(7, read.hops());
            assertFalse(read.mended());
            assertEquals(record.id(), read.record().id());
            assertEquals(record.key(), read.record().key());
            assertEquals(record.hint(), read.record().hint());
            byte[] mended = BroadcastCodec.encode(new BroadcastFrame.Gossip(7, record, true));
            assertEquals(0x87, mended[3] & 0xff);
            var again = (BroadcastFrame.Gossip) BroadcastCodec.decode(mended);
            assertEquals(7, again.hops());
            assertTrue(again.mended());
        }
    }

    @Test
    void every_shorter_or_longer_form_is_refused() {
        for (byte[] bytes : GOOD) {
            int step = bytes.length > 200 ? 101 : 1;
            for (int length = 0; length < bytes.length; length += step) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(MalformedException.class, () -> BroadcastCodec.decode(cut));
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThrows(MalformedException.class, () -> BroadcastCodec.decode(longer));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', truncated",
        "02, truncated",
        "0123, missing_prefix",
        "021f, unknown_variant",
        "0229, unknown_variant",
        "022000, bad_kind",
        "02200001, bad_kind",
        "02200601, bad_kind",
        "02200101, truncated",
        "02210000, length_too_large",
        "02210081, length_too_large",
        "0221ffff, length_too_large",
        "02210001, truncated",
        "02220081, length_too_large",
        "022300, trailing_bytes",
        "02240000, length_too_large",
        "02240191, length_too_large",
        "02250191, length_too_large",
        "0226000000000000000006, truncated",
        "022600000000000000000609, bad_kind",
    })
    void refusals(String hex, String why) throws MalformedException {
        byte[] bytes = Hex.parse(hex, hex.length() / 2);
        var refused = assertThrows(MalformedException.class, () -> BroadcastCodec.decode(bytes));
        assertEquals(why, refused.refusal().code());
    }

    @Test
    void a_heartbeat_has_a_slot() {
        for (int slot : new int[] {0, -1, 2_881, Integer.MAX_VALUE}) {
            var beat = new BroadcastFrame.Heartbeat(1, Signed.MACHINE.id(), 2, slot, new byte[32]);
            byte[] bytes = BroadcastCodec.encode(beat);
            assertThrows(MalformedException.class, () -> BroadcastCodec.decode(bytes));
        }
    }

    @Property(tries = 3_000)
    void any_bytes_are_refused_or_encode_to_themselves(@ForAll("nearly") byte[] bytes) {
        BroadcastFrame frame;
        try {
            frame = BroadcastCodec.decode(bytes);
        } catch (MalformedException e) {
            return;
        }
        assertArrayEquals(bytes, BroadcastCodec.encode(frame));
    }

    @Provide
    Arbitrary<byte[]> nearly() {
        Arbitrary<byte[]> changed =
                Arbitraries.of(GOOD)
                        .flatMap(
                                good ->
                                        Arbitraries.integers()
                                                .between(0, good.length - 1)
                                                .flatMap(
                                                        at ->
                                                                Arbitraries.bytes()
                                                                        .map(
                                                                                to ->
                                                                                        with(
                                                                                                good,
                                                                                                at,
                                                                                                to))));
        Arbitrary<byte[]> any =
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMaxSize(80)
                        .map(
                                tail ->
                                        with(
                                                with(tail, 0, (byte) 2),
                                                1,
                                                (byte) (32 + tail.length % 9)));
        return Arbitraries.oneOf(changed, any);
    }

    private static byte[] with(byte[] bytes, int at, byte to) {
        byte[] changed = Arrays.copyOf(bytes, Math.max(bytes.length, at + 1));
        changed[at] = to;
        return changed;
    }

    static List<BroadcastFrame> frames() {
        var frames = new ArrayList<BroadcastFrame>();
        for (SignedRecord record : Signed.all()) {
            frames.add(new BroadcastFrame.Gossip(1, record));
            frames.add(new BroadcastFrame.Found(-5, record));
        }
        frames.add(new BroadcastFrame.IHave(List.of(ID)));
        frames.add(new BroadcastFrame.IHave(Collections.nCopies(128, ID)));
        frames.add(new BroadcastFrame.Graft(List.of()));
        frames.add(new BroadcastFrame.Graft(List.of(ID, ID)));
        frames.add(new BroadcastFrame.Prune());
        frames.add(new BroadcastFrame.Digest(Collections.nCopies(400, ID)));
        frames.add(new BroadcastFrame.Want(List.of(ID)));
        frames.add(new BroadcastFrame.Lookup(9, 6, Signed.advert().key()));
        frames.add(
                new BroadcastFrame.Heartbeat(3, Signed.MACHINE.id(), -7, 5, Signed.SECRET.show(5)));
        return frames;
    }
}
