// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Seals the records of one direction of a session. Owns the counter: each is used once, from 0 on,
 * and a record is never sealed twice (DECISIONS A6). Not thread-safe.
 */
public final class RecordSealer implements AutoCloseable {
    /** Bytes of frames that one record can hold: a carrier body less header, echo and tag. */
    public static final int MAX_FRAMES =
            RecordCipher.LONGEST - RecordCipher.SHORTEST - RecordCipher.ECHO;

    private final RecordCipher cipher;
    private final SessionId session;
    private long counter;
    private boolean usedUp;

    /** A sealer whose first record is number 0. */
    RecordSealer(SecretKeyBytes key, SessionId session) {
        this(key, session, 0);
    }

    RecordSealer(SecretKeyBytes key, SessionId session, long firstCounter) {
        this.cipher = new RecordCipher(key);
        this.session = session;
        this.counter = firstCounter;
    }

    /** The number that the next record will have, unsigned. */
    public long nextCounter() {
        return counter;
    }

    /** How many bytes of {@link #MAX_FRAMES} these frames take. */
    public static int length(List<? extends ExecFrame> frames) {
        return FrameWriter.size(frames);
    }

    /**
     * The next record.
     *
     * @param echo 1 + the highest counter received from the other side, 0 for none
     * @param frames none, one or more
     * @throws IllegalArgumentException for more than {@link #MAX_FRAMES} bytes of frames; no
     *     counter is used
     * @throws IllegalStateException after {@link #close()}, or when all counters are used
     */
    public byte[] seal(long echo, List<? extends ExecFrame> frames) {
        int length = FrameWriter.size(frames);
        if (length > MAX_FRAMES) {
            throw new IllegalArgumentException(
                    "record of " + length + " bytes of frames, at most " + MAX_FRAMES);
        }
        byte[] record =
                new byte[RecordCipher.HEADER + RecordCipher.ECHO + length + ChaCha20Poly1305.TAG];
        long mine = takeCounter();
        ByteBuffer.wrap(record)
                .put((byte) RecordCipher.VERSION)
                .putLong(session.high())
                .putLong(session.low())
                .putLong(mine)
                .putLong(echo);
        FrameWriter.all(
                frames, BincodeWriter.into(record, RecordCipher.HEADER + RecordCipher.ECHO));
        cipher.seal(record, mine);
        return record;
    }

    /** Passes over a number: the record that would have had it found no room on its way. */
    public void skip() {
        takeCounter();
    }

    /** Counted before it is used, so that no failure in between can lead to a second use. */
    private long takeCounter() {
        if (usedUp) {
            throw new IllegalStateException("all counters of the session are used");
        }
        long taken = counter++;
        usedUp = counter == 0;
        return taken;
    }

    /** Erases the key. */
    @Override
    public void close() {
        cipher.close();
    }
}
