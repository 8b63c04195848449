// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.identity.keys.Digest;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sending half of one ordered stream: numbers its chunks, keeps them until they are
 * acknowledged, never sends past the receiver's credit (an absolute offset, as QUIC's
 * MAX_STREAM_DATA), and sends again what was lost.
 */
final class OutStream {
    /** Bytes a chunk: as much as fits beside an end in one envelope of 49,152 bytes. */
    static final int CHUNK = 46 * 1024;

    /**
     * Bytes kept unacknowledged, and the credit before the first word of the receiver (DECISIONS
     * B4: 1 MiB a stream).
     */
    static final long WINDOW = 1024 * 1024;

    /**
     * Chunks on their way beyond which small pieces wait to be joined: whoever writes byte by byte
     * to a caller who does not answer costs no more than this; guess.
     */
    private static final int MOST_CHUNKS = 64;

    /**
     * One numbered piece; {@code sentAt} is null until it was sent, or when it must be sent again
     * at once.
     */
    static final class Chunk {
        final long seq;
        final long end;
        final byte[] bytes;
        private Duration sentAt;
        private int sends;

        private Chunk(long seq, long end, byte[] bytes) {
            this.seq = seq;
            this.end = end;
            this.bytes = bytes;
        }

        private void sent(Duration uptime) {
            sentAt = uptime;
            sends++;
        }

        private Duration lostAt(Duration timeout) {
            return sentAt.plus(RoundTrip.backedOff(timeout, sends));
        }
    }

    private final ArrayDeque<Chunk> kept = new ArrayDeque<>();
    private final MessageDigest digest = Digest.sha256();
    private byte[] open = new byte[0];
    private long nextSeq;
    private long offset;
    private long acknowledged;
    private long credit = WINDOW;

    /** Adds bytes at the end. They are cut into chunks when taken. */
    void append(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        digest.update(bytes);
        int from = 0;
        if (open.length > 0) {
            from = Math.min(CHUNK - open.length, bytes.length);
            byte[] joined = Arrays.copyOf(open, open.length + from);
            System.arraycopy(bytes, 0, joined, open.length, from);
            open = joined;
        }
        while (bytes.length - from > 0) {
            seal();
            int size = Math.min(CHUNK, bytes.length - from);
            open = Arrays.copyOfRange(bytes, from, from + size);
            from += size;
        }
    }

    private void seal() {
        if (open.length > 0) {
            offset += open.length;
            kept.add(new Chunk(nextSeq++, offset, open));
            open = new byte[0];
        }
    }

    /** Bytes held here and not yet acknowledged. */
    long unacknowledged() {
        return offset + open.length - acknowledged;
    }

    /**
     * The chunks to send now, within the receiver's credit: those never sent, and the oldest if it
     * counts as lost. Only the oldest: acknowledgements name what is there without a gap, so the
     * ones behind it may well have arrived, and one chunk a round cannot flood a path that is
     * merely slow.
     */
    List<Chunk> due(Duration uptime, Duration timeout) {
        if (kept.size() < MOST_CHUNKS) {
            seal();
        }
        List<Chunk> due = new ArrayList<>();
        for (Chunk chunk : kept) {
            if (chunk.end > credit) {
                break;
            }
            boolean lost =
                    chunk == kept.peek()
                            && chunk.sentAt != null
                            && uptime.compareTo(chunk.lostAt(timeout)) >= 0;
            if (chunk.sentAt == null || lost) {
                chunk.sent(uptime);
                due.add(chunk);
            }
        }
        return due;
    }

    /** Whether nothing was appended behind this one. */
    boolean isLast(Chunk chunk) {
        return chunk.end == offset + open.length;
    }

    /** All that is unacknowledged, to ride in the end envelope. */
    List<Chunk> rest() {
        seal();
        return List.copyOf(kept);
    }

    /** When the oldest chunk counts as lost, or null if it is not on its way. */
    Duration lostAt(Duration timeout) {
        Chunk oldest = kept.peek();
        return oldest == null || oldest.sentAt == null ? null : oldest.lostAt(timeout);
    }

    /**
     * The receiver has all chunks below {@code next} and takes bytes up to offset {@code limit}.
     * Never goes back.
     */
    void acknowledged(long next, long limit) {
        while (!kept.isEmpty() && kept.peek().seq < next) {
            acknowledged = kept.poll().end;
        }
        credit = Math.max(credit, limit);
    }

    /** A chunk that could not be handed to the link: send it again at the next turn. */
    void unsent(long seq) {
        for (Chunk chunk : kept) {
            if (chunk.seq == seq && chunk.sentAt != null) {
                chunk.sentAt = null;
                chunk.sends--;
            }
        }
    }

    /** SHA-256 over all bytes ever appended. */
    byte[] sha256() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
