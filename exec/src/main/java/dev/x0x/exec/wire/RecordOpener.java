// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Opens the records of one direction of a session, each at most once. A refused record changes
 * nothing (DECISIONS A6). Not thread-safe.
 */
public final class RecordOpener implements AutoCloseable {
    private final RecordCipher cipher;
    private final SessionId session;
    private final CounterWindow window = new CounterWindow();

    RecordOpener(SecretKeyBytes key, SessionId session) {
        this.cipher = new RecordCipher(key);
        this.session = session;
    }

    /**
     * The session that a record claims to be of. Nothing is proven yet.
     *
     * @throws MalformedException {@code length_too_large}, {@code truncated} or {@code bad_version}
     */
    public static SessionId sessionIdOf(byte[] record) throws MalformedException {
        if (record.length > RecordCipher.LONGEST) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    "record of " + record.length + " bytes, at most " + RecordCipher.LONGEST);
        }
        if (record.length < RecordCipher.SHORTEST) {
            throw new MalformedException(
                    Refusal.TRUNCATED,
                    "record of " + record.length + " bytes, at least " + RecordCipher.SHORTEST);
        }
        if (record[0] != RecordCipher.VERSION) {
            throw new MalformedException(
                    Refusal.BAD_VERSION, "record version " + (record[0] & 0xff) + ", expected 1");
        }
        return SessionId.read(record, RecordCipher.SESSION_ID);
    }

    /**
     * What a record says.
     *
     * @throws MalformedException what {@link #sessionIdOf} says; {@code unknown_session}; {@code
     *     stale_counter}, judged before the tag because it costs nothing; {@code bad_tag}; or what
     *     is wrong with the echo and the frames inside
     * @throws IllegalStateException after {@link #close()}
     */
    public OpenedRecord open(byte[] record) throws MalformedException {
        SessionId named = sessionIdOf(record);
        if (!named.equals(session)) {
            throw new MalformedException(Refusal.UNKNOWN_SESSION, "record of session " + named);
        }
        long counter = ByteBuffer.wrap(record).getLong(RecordCipher.COUNTER);
        if (!window.isNew(counter)) {
            throw new MalformedException(
                    Refusal.STALE_COUNTER,
                    "record " + Long.toUnsignedString(counter) + " was seen or is too old");
        }
        byte[] plain =
                cipher.open(record, counter)
                        .orElseThrow(
                                () ->
                                        new MalformedException(
                                                Refusal.BAD_TAG,
                                                "record " + Long.toUnsignedString(counter)));
        var in = new BincodeReader(plain, RecordCipher.LONGEST);
        long echo = Long.reverseBytes(in.u64()); // the one big-endian number inside
        List<ExecFrame> frames = FrameReader.all(in);
        window.add(counter);
        return new OpenedRecord(counter, echo, frames);
    }

    /** 1 + the highest counter opened, 0 for none: the echo of the next record the other way. */
    public long echo() {
        return window.echo();
    }

    /** Erases the key. */
    @Override
    public void close() {
        cipher.close();
    }
}
