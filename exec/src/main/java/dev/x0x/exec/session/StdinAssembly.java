// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.security.MessageDigest;
import java.util.Arrays;

/** Streamed stdin, gathered whole before a byte of it reaches the child (DECISIONS A5). */
final class StdinAssembly {
    private final long total;
    private final byte[] sha256;
    private final InStream stream = new InStream();
    private byte[] gathered = new byte[0];
    private int size;
    private boolean ended;
    private boolean overrun;

    StdinAssembly(long total, byte[] sha256) {
        this.total = total;
        this.sha256 = sha256.clone();
    }

    void accept(long seq, byte[] bytes) {
        for (byte[] piece : stream.accept(seq, bytes)) {
            overrun |= size + (long) piece.length > total;
            if (!overrun) {
                append(piece);
            }
            stream.consumed(piece.length);
        }
    }

    void end() {
        ended = true;
    }

    /** All of it is here and its digest is right. */
    boolean complete() {
        return size == total && !wrong() && ended;
    }

    /** It can no longer become what was promised. */
    boolean wrong() {
        return overrun || (size == total && !MessageDigest.isEqual(sha256, stream.sha256()));
    }

    byte[] bytes() {
        return Arrays.copyOf(gathered, size);
    }

    /** Doubles what it has when it must: at most {@link #total} bytes ever come here. */
    private void append(byte[] piece) {
        int needed = size + piece.length;
        if (needed > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(needed, 2 * gathered.length));
        }
        System.arraycopy(piece, 0, gathered, size, piece.length);
        size = needed;
    }

    long next() {
        return stream.next();
    }

    long credit() {
        return stream.credit();
    }

    @Override
    public String toString() {
        return "stdin " + size + " of " + total + " bytes, sha256 " + Arrays.hashCode(sha256);
    }
}
