// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.SecretKeyBytes;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;

/** Every row of session-records.json, both ways. */
class SessionVectorsTest {
    @TestFactory
    Stream<DynamicTest> records() {
        return VectorFile.load("session-records")
                .tests(
                        Map.of(
                                "session_keys",
                                VectorFile.ok(SessionVectorsTest::keys),
                                "session_record",
                                VectorFile.ok(SessionVectorsTest::record),
                                "session_order",
                                SessionVectorsTest::order));
    }

    private static void keys(VectorRow row) throws MalformedException {
        var keys =
                SessionKeys.derive(
                        SecretKeyBytes.take(row.bytes("secret")),
                        SecretKeyBytes.take(row.bytes("ss_eph")),
                        Digest.sha256(row.bytes("request_body")),
                        target(row, "requester"),
                        target(row, "executor"),
                        RequestId.parse(row.text("request_id")),
                        row.bytes("eph_ct"));
        assertArrayEquals(row.bytes("salt"), Digest.sha256(row.bytes("request_body")));
        assertArrayEquals(row.bytes("to_executor"), keys.key(Direction.TO_EXECUTOR).exposeSecret());
        assertArrayEquals(
                row.bytes("to_requester"), keys.key(Direction.TO_REQUESTER).exposeSecret());
        assertArrayEquals(row.bytes("session_id"), keys.id().bytes());
    }

    private static Target target(VectorRow row, String who) {
        return new Target(
                AgentId.of(row.bytes(who + "_agent")), MachineId.of(row.bytes(who + "_machine")));
    }

    private static void record(VectorRow row) throws MalformedException {
        byte[] record = row.bytes("record");
        SessionId session = SessionId.of(row.bytes("session_id"));
        SecretKeyBytes key = SecretKeyBytes.take(row.bytes("key"));
        OpenedRecord opened = new RecordOpener(key, session).open(record);
        assertEquals(
                new OpenedRecord(row.u64("counter"), row.u64("echo"), FrameRows.frames(row)),
                opened);
        assertEquals(session, RecordOpener.sessionIdOf(record));
        assertEquals(row.number("record_len"), record.length);
        assertArrayEquals(row.bytes("record_sha256"), Digest.sha256(record));
        Units.check(ExecVectorsTest.direction(row), Rides.RECORD, opened.frames());
        var sealer = new RecordSealer(key, session, opened.counter());
        assertArrayEquals(record, sealer.seal(opened.echo(), opened.frames()));
    }

    private static String order(VectorRow row) {
        var opener =
                new RecordOpener(
                        SecretKeyBytes.take(row.bytes("key")),
                        SessionId.of(row.bytes("session_id")));
        var answers = new ArrayList<String>();
        for (JsonNode record : row.get("records")) {
            answers.add(answer(opener, VectorRow.bytes(record)));
        }
        var expected = new ArrayList<String>();
        row.get("each").forEach(word -> expected.add(word.textValue()));
        assertEquals(expected, answers);
        return answers.stream().filter(word -> !word.equals("ok")).findFirst().orElse("ok");
    }

    private static String answer(RecordOpener opener, byte[] record) {
        try {
            opener.open(record);
            return "ok";
        } catch (MalformedException e) {
            return e.refusal().code();
        }
    }
}
