// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.keys.Digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the chain of records stands: each line names its number and the SHA-256 of the line before
 * it, newline excluded, so that no line can be changed, taken out or moved without a trace. The
 * first line of all has number 1 and names 32 zero bytes.
 */
final class Chain {
    static final Chain EMPTY = new Chain(0, new byte[32]);

    private final long seq;
    private final byte[] head;

    private Chain(long seq, byte[] head) {
        this.seq = seq;
        this.head = head;
    }

    /** Where a part of a chain begins: after a line of which only number and hash are known. */
    static Chain at(long seq, byte[] head) {
        return new Chain(seq, head.clone());
    }

    /** After the line with this number and text. */
    static Chain after(long seq, byte[] line) {
        return new Chain(seq, Digest.sha256(line));
    }

    /** The number of the last line, 0 if there is none. */
    long seq() {
        return seq;
    }

    /** The SHA-256 of the last line. */
    byte[] head() {
        return head.clone();
    }

    boolean headIs(byte[] hash) {
        return Arrays.equals(head, hash);
    }

    /**
     * The next line.
     *
     * @param open a JSON object without its closing brace
     * @return the whole line without its newline; it is in the chain once {@link #after} it is
     */
    byte[] close(byte[] open) {
        byte[] end =
                (",\"seq\":" + (seq + 1) + ",\"prev\":\"" + Hex.print(head) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(open, open.length + end.length);
        System.arraycopy(end, 0, line, open.length, end.length);
        return line;
    }
}
