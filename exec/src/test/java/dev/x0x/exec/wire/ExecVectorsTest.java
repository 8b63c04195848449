// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every row of exec-frames.json and exec-multi-frame.json, both ways. */
class ExecVectorsTest {
    @TestFactory
    Stream<DynamicTest> frames() {
        return VectorFile.load("exec-frames")
                .tests(
                        Map.of(
                                "exec_payload",
                                VectorFile.ok(ExecVectorsTest::payload),
                                "exec_payload_every_cut",
                                ExecVectorsTest::everyCut));
    }

    @TestFactory
    Stream<DynamicTest> several_frames() {
        return VectorFile.load("exec-multi-frame")
                .tests(
                        Map.of(
                                "exec_payload",
                                VectorFile.ok(ExecVectorsTest::payload),
                                "unit",
                                VectorFile.ok(ExecVectorsTest::unit)));
    }

    private static void payload(VectorRow row) throws MalformedException {
        byte[] payload = row.bytes("payload");
        assertEquals(row.number("payload_len"), payload.length);
        List<ExecFrame> frames = ExecPayload.decode(payload);
        assertArrayEquals(row.bytes("payload_sha256"), Digest.sha256(payload));
        assertEquals(FrameRows.frames(row), frames);
        assertArrayEquals(payload, ExecPayload.encode(frames));
        assertArrayEquals(payload, ExecPayload.encode(FrameRows.frames(row)));
        assertEquals(payload.length, ExecPayload.length(frames));
    }

    private static String everyCut(VectorRow row) throws MalformedException {
        byte[] payload = row.bytes("payload");
        ExecPayload.decode(payload);
        for (int length = row.number("from"); length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            var refused = assertThrows(MalformedException.class, () -> ExecPayload.decode(cut));
            assertEquals(row.expect(), refused.refusal().code(), () -> "cut to " + cut.length);
        }
        return row.expect();
    }

    private static void unit(VectorRow row) throws MalformedException {
        var frames = new ArrayList<ExecFrame>();
        for (int i = 0; i < row.get("types").size(); i++) {
            RequestId id = RequestId.parse(row.get("ids").get(i).textValue());
            frames.add(Frames.ofType(row.get("types").get(i).textValue(), id));
        }
        assertEquals(row.get("types").size(), row.get("ids").size());
        Units.check(direction(row), rides(row.text("rides_in")), frames);
    }

    static Direction direction(VectorRow row) {
        return switch (row.text("direction")) {
            case "to_executor" -> Direction.TO_EXECUTOR;
            case "to_requester" -> Direction.TO_REQUESTER;
            default -> throw new AssertionError("unknown direction in " + row.name());
        };
    }

    private static Rides rides(String word) {
        return switch (word) {
            case "envelope" -> Rides.ENVELOPE;
            case "record" -> Rides.RECORD;
            default -> throw new AssertionError("unknown carrier " + word);
        };
    }
}
