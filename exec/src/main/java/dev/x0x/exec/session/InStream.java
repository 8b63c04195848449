// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.identity.keys.Digest;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The receiving half of one ordered stream: gives each chunk once and in order, holds early ones,
 * and never more than a window of bytes beyond what was consumed.
 */
final class InStream {
    /**
     * Chunks held out of order: a window needs at most 23 whole ones and 64 small ones, a sender of
     * crumbs gets no more memory than this.
     */
    private static final int MOST_EARLY = 4096;

    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private final MessageDigest digest = Digest.sha256();
    private long next;
    private long held;
    private long received;
    private long consumed;

    /**
     * The chunks that are now in order, oldest first: none for a repeated, an early or an unwanted
     * one.
     */
    List<byte[]> accept(long seq, byte[] bytes) {
        return accept(seq, bytes, credit());
    }

    /**
     * The same for what rides in the end: it is not asked for by credit, and one envelope bounds
     * it.
     */
    List<byte[]> acceptLast(long seq, byte[] bytes) {
        return accept(seq, bytes, Long.MAX_VALUE);
    }

    private List<byte[]> accept(long seq, byte[] bytes, long limit) {
        // A sender that ignores its credit is dropped here: memory is ours to bound, not the
        // peer's. An empty chunk costs no credit and is never sent by an honest one.
        boolean unwanted =
                bytes.length == 0
                        || seq < next
                        || early.containsKey(seq)
                        || received + held + bytes.length > limit
                        || (seq != next && early.size() >= MOST_EARLY);
        if (unwanted) {
            return List.of();
        }
        early.put(seq, bytes);
        held += bytes.length;
        List<byte[]> ready = new ArrayList<>();
        for (byte[] chunk = early.remove(next); chunk != null; chunk = early.remove(next)) {
            next++;
            held -= chunk.length;
            received += chunk.length;
            digest.update(chunk);
            ready.add(chunk);
        }
        return ready;
    }

    /** The owner has used up {@code bytes} of what was given. */
    void consumed(long bytes) {
        consumed += bytes;
    }

    /** The next chunk number wanted: everything below has arrived. */
    long next() {
        return next;
    }

    /** Bytes given so far. */
    long received() {
        return received;
    }

    /** The absolute offset up to which the sender may send. */
    long credit() {
        return consumed + OutStream.WINDOW;
    }

    /** SHA-256 over all bytes given so far. */
    byte[] sha256() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
