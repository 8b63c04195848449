// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import static dev.x0x.fuzz.FuzzEntry.canonical;
import static dev.x0x.fuzz.FuzzEntry.reads;
import static dev.x0x.fuzz.FuzzEntry.same;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SecretKeyBytes;
import dev.x0x.vectors.VectorSeeds;

import java.nio.ByteBuffer;
import java.util.List;

class FuzzTest implements Fuzzed {
    private static final Class<MalformedException> MALFORMED = MalformedException.class;
    private static final SessionId SESSION = new SessionId(1, 2);
    private static final byte[] KEY = new byte[32];

    @Override
    public List<FuzzEntry> entries() {
        List<byte[]> payloads =
                Seeds.all(
                        VectorSeeds.bytes("exec-frames", "exec_payload", "payload"),
                        VectorSeeds.bytes("exec-multi-frame", "exec_payload", "payload"));
        return List.of(
                canonical(
                        "exec-payload",
                        MALFORMED,
                        bytes -> ExecPayload.encode(ExecPayload.decode(bytes)),
                        payloads),
                reads(
                        "exec-unit",
                        MALFORMED,
                        FuzzTest::unit,
                        Seeds.all(payloads, List.of(ExecPayload.prefix()))),
                canonical(
                        "session-record-inside",
                        MALFORMED,
                        FuzzTest::sealed,
                        VectorSeeds.bytes("session-records", "session_record", "plain")),
                reads(
                        "session-record",
                        MALFORMED,
                        bytes -> opener().open(bytes),
                        VectorSeeds.bytes("session-records", "session_record", "record")),
                reads(
                        "session-record-id",
                        MALFORMED,
                        bytes -> RecordOpener.sessionIdOf(bytes),
                        VectorSeeds.bytes("session-records", "session_record", "record")));
    }

    /** Whatever frames came: a unit is judged, in each direction and each way to travel. */
    private static void unit(byte[] payload) throws MalformedException {
        List<ExecFrame> frames = ExecPayload.decode(payload);
        MalformedException last = null;
        int fits = 0;
        for (Direction direction : Direction.values()) {
            for (Rides rides : Rides.values()) {
                try {
                    Units.check(direction, rides, frames);
                    fits++;
                } catch (MalformedException e) {
                    last = e;
                }
            }
        }
        if (fits == 0) {
            throw last;
        }
    }

    /** Rightly sealed as by a hostile peer: past the tag is where a fault would be. */
    private static byte[] sealed(byte[] plain) throws MalformedException {
        if (plain.length > RecordCipher.LONGEST - RecordCipher.SHORTEST) {
            return plain;
        }
        int inside = RecordCipher.SHORTEST - RecordCipher.ECHO;
        byte[] record = new byte[inside + plain.length];
        if (record.length < RecordCipher.SHORTEST) {
            opener().open(record); // too short to be one
            throw new AssertionError("opened a record without an echo");
        }
        ByteBuffer.wrap(record)
                .put((byte) RecordCipher.VERSION)
                .put(SESSION.bytes())
                .putLong(0)
                .put(plain);
        new RecordCipher(SecretKeyBytes.copyOf(KEY)).seal(record, 0);
        OpenedRecord opened = opener().open(record);
        same(
                record,
                new RecordSealer(SecretKeyBytes.copyOf(KEY), SESSION)
                        .seal(opened.echo(), opened.frames()));
        return plain;
    }

    private static RecordOpener opener() {
        return new RecordOpener(SecretKeyBytes.copyOf(KEY), SESSION);
    }
}
