// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** A header is read from the same bytes, with the same refusals, as the whole frame. */
class CarrierHeadsTest {
    private static final NetworkHash OURS = NetworkHash.ofName("x0x");
    private static final MachineId HERE = MachineId.of(filled(32, 1));
    private static final MachineId THERE = MachineId.of(filled(32, 2));

    @TestFactory
    Stream<DynamicTest> carrier() {
        return VectorFile.load("carrier")
                .tests(
                        Map.of(
                                "carrier",
                                VectorFile.ok(CarrierHeadsTest::head),
                                "carrier_next_hop",
                                VectorFile.ok(CarrierHeadsTest::nextHop),
                                "carrier_every_cut",
                                CarrierHeadsTest::everyCut));
    }

    private static void head(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        assertFalse(CarrierHeads.read(bytes, OURS).ours());
        VectorRow value = row.object("value");
        NetworkHash network = NetworkHash.of(value.bytes("network_hash"));
        CarrierHead head = CarrierHeads.read(bytes, network);
        assertTrue(head.ours());
        assertEquals(value.number("kind"), head.kind());
        assertEquals(row.text("dedupe"), new FrameHash(head.hashHigh(), head.hashLow()).hex());
        assertEquals(value.text("destination_machine"), head.destination().hex());
        assertEquals(value.text("origin_machine"), head.origin().hex());
        assertEquals(value.number("hop_limit"), head.hopLimit());
        assertEquals(value.u64("created_unix_ms"), head.createdMs());
        assertEquals(value.u64("expires_unix_ms"), head.expiresMs());
        assertEquals(
                value.text("message_id"),
                new MessageId(head.messageHigh(), head.messageLow()).hex());
        assertEquals(bytes.length, head.bytes());
        assertArrayEquals(
                head.kind() == 3 ? value.bytes("body") : new byte[0],
                CarrierHeads.custodyOf(head, bytes));
    }

    private static void nextHop(VectorRow row) throws MalformedException {
        byte[] before = row.bytes("before");
        byte[] kept = before.clone();
        int hopLimit = CarrierHeads.read(before, OURS).hopLimit();
        assertArrayEquals(row.bytes("after"), CarrierHeads.withHopLimit(before, hopLimit - 1));
        assertArrayEquals(kept, before);
    }

    private static String everyCut(VectorRow row) {
        byte[] bytes = row.bytes("bytes");
        for (int length = row.number("from"); length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            var thrown = assertThrows(MalformedException.class, () -> CarrierHeads.read(cut, OURS));
            assertEquals(row.expect(), thrown.refusal().code(), "cut to " + length);
        }
        return row.expect();
    }

    /** One byte of a good frame changed, and bytes cut off or added at its end. */
    @Property
    void what_the_decoder_refuses_is_refused_here_for_the_same_reason(
            @ForAll @IntRange(min = 1, max = 3) int kind,
            @ForAll @IntRange(min = 0, max = 2_200) int at,
            @ForAll byte value,
            @ForAll @IntRange(min = -3, max = 3) int longer) {
        byte[] frame = frame(kind).encode();
        frame[at % frame.length] = value;
        byte[] bytes = Arrays.copyOf(frame, frame.length + longer);
        assertEquals(
                refusal(() -> CarrierFrame.decode(bytes)),
                refusal(() -> CarrierHeads.read(bytes, OURS)));
    }

    @Property
    void no_bytes_are_a_head_that_are_no_frame(@ForAll byte[] bytes) {
        assertEquals(
                refusal(() -> CarrierFrame.decode(bytes)),
                refusal(() -> CarrierHeads.read(bytes, OURS)));
    }

    @Test
    void a_frame_over_the_limit_is_no_frame() {
        byte[] bytes = Arrays.copyOf(frame(2).encode(), CarrierFrame.MAX_FRAME + 1);
        assertTrue(refusal(() -> CarrierHeads.read(bytes, OURS)).startsWith("length_too_large"));
    }

    @Test
    void a_custody_ack_names_the_frame_and_its_message_and_goes_to_the_links_peer()
            throws MalformedException {
        byte[] acknowledged = frame(1).encode();
        CarrierHead of = CarrierHeads.read(acknowledged, OURS);
        byte[] bytes = CarrierHeads.custodyAck(OURS, HERE, THERE, of);
        CarrierHead head = CarrierHeads.read(bytes, OURS);
        assertEquals(3, head.kind());
        assertTrue(head.ours());
        assertEquals(HERE, head.origin());
        assertEquals(THERE, head.destination());
        assertEquals(0, head.hopLimit());
        assertEquals(of.messageLow(), head.messageLow());
        assertEquals(of.expiresMs(), head.expiresMs());
        assertArrayEquals(
                CarrierFrame.decode(acknowledged).hash().bytes(),
                CarrierHeads.custodyOf(head, bytes));
    }

    @Test
    void nobody_raises_a_hop_limit() {
        byte[] bytes = frame(2).encode();
        assertArrayEquals(bytes, CarrierHeads.withHopLimit(bytes, 8));
        assertThrows(IllegalArgumentException.class, () -> CarrierHeads.withHopLimit(bytes, 9));
        assertThrows(IllegalArgumentException.class, () -> CarrierHeads.withHopLimit(bytes, -1));
    }

    private static CarrierFrame frame(int kind) {
        return new CarrierFrame(
                kind(kind),
                OURS,
                THERE,
                HERE,
                8,
                1_754_800_000_000L,
                1_754_800_030_000L,
                new MessageId(3, 4),
                filled(kind == 1 ? 1952 : 0, 5),
                filled(kind == 3 ? 16 : 40, 6));
    }

    private static CarrierKind kind(int code) {
        try {
            return CarrierKind.read(code);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Reading {
        Object read() throws MalformedException;
    }

    private static String refusal(Reading reading) {
        try {
            reading.read();
            return "ok";
        } catch (MalformedException e) {
            return e.refusal().code();
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] out = new byte[length];
        Arrays.fill(out, (byte) value);
        return out;
    }
}
