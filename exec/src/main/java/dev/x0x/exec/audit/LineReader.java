// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a file, one at a time, however large the file is. */
final class LineReader implements AutoCloseable {
    /** The longest line that is kept; ours are below 400 KiB, a frame's argv six times escaped. */
    private static final int LONGEST = 4 << 20;

    private final InputStream in;
    private final byte[] block = new byte[64 * 1024];
    private int at;
    private int end;
    private long number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The number of the line last read, from 1. */
    long number() {
        return number;
    }

    /** The next line without its newline, cut where it gets too long; null at the end. */
    byte[] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        boolean any = false;
        while (fill()) {
            any = true;
            int newline = at;
            while (newline < end && block[newline] != '\n') {
                newline++;
            }
            line.write(block, at, Math.clamp(LONGEST - (long) line.size(), 0, newline - at));
            at = newline + 1;
            if (newline < end) {
                break;
            }
        }
        number += any ? 1 : 0;
        return any ? line.toByteArray() : null;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        if (at >= end) {
            end = in.read(block);
            at = 0;
        }
        return end > 0;
    }
}
