// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

class CarrierVectorsTest {
    @TestFactory
    Stream<DynamicTest> carrier() {
        return VectorFile.load("carrier")
                .tests(
                        Map.of(
                                "carrier",
                                VectorFile.ok(CarrierVectorsTest::frame),
                                "carrier_next_hop",
                                VectorFile.ok(CarrierVectorsTest::nextHop),
                                "carrier_every_cut",
                                CarrierVectorsTest::everyCut));
    }

    private static void frame(VectorRow row) throws MalformedException {
        byte[] bytes = row.bytes("bytes");
        CarrierFrame read = CarrierFrame.decode(bytes);
        VectorRow value = row.object("value");
        assertEquals(1, value.number("version"));
        assertEquals(value.number("kind"), read.kind().code());
        assertEquals(value.text("network_hash"), read.network().hex());
        assertEquals(value.text("destination_machine"), read.destination().hex());
        assertEquals(value.text("origin_machine"), read.origin().hex());
        assertEquals(value.number("hop_limit"), read.hopLimit());
        assertEquals(value.u64("created_unix_ms"), read.createdMs());
        assertEquals(value.u64("expires_unix_ms"), read.expiresMs());
        assertEquals(value.text("message_id"), read.messageId().hex());
        assertArrayEquals(value.bytes("agent_public_key"), read.agentPublicKey());
        assertArrayEquals(value.bytes("body"), read.body());
        assertEquals(row.text("dedupe"), read.hash().hex());
        CarrierFrame built =
                new CarrierFrame(
                        CarrierKind.read(value.number("kind")),
                        NetworkHash.of(value.bytes("network_hash")),
                        MachineId.parse(value.text("destination_machine")),
                        MachineId.parse(value.text("origin_machine")),
                        value.number("hop_limit"),
                        value.u64("created_unix_ms"),
                        value.u64("expires_unix_ms"),
                        MessageId.of(value.bytes("message_id")),
                        value.bytes("agent_public_key"),
                        value.bytes("body"));
        assertArrayEquals(bytes, built.encode());
        assertEquals(row.number("bytes_len"), bytes.length);
        assertEquals(row.text("bytes_sha256"), Hex.print(Digest.sha256(bytes)));
    }

    private static void nextHop(VectorRow row) throws MalformedException {
        byte[] before = row.bytes("before");
        byte[] after = row.bytes("after");
        CarrierFrame first = CarrierFrame.decode(before);
        assertArrayEquals(after, first.nextHop().encode());
        assertEquals(row.text("dedupe"), first.hash().hex());
        assertEquals(row.text("dedupe"), CarrierFrame.decode(after).hash().hex());
        for (int i = 0; i < before.length; i++) {
            assertEquals(i == row.number("only_offset_changed"), before[i] != after[i]);
        }
    }

    private static String everyCut(VectorRow row) {
        byte[] bytes = row.bytes("bytes");
        for (int length = row.number("from"); length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            var thrown = assertThrows(MalformedException.class, () -> CarrierFrame.decode(cut));
            assertEquals(row.expect(), thrown.refusal().code(), "cut to " + length);
        }
        return row.expect();
    }
}
