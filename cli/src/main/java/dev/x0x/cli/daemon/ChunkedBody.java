// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112 §7.1). Each is given on as it comes. */
final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(into, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the connection ended before the answer did");
        }
        left -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun && !HttpHead.line(in).isEmpty()) {
            throw new IOException("the answer is not HTTP: a chunk longer than it says");
        }
        begun = true;
        left = size(HttpHead.line(in));
        if (left == 0) {
            ended = true;
            while (!HttpHead.line(in).isEmpty()) {
                // trailers say nothing to us
            }
        }
    }

    private static long size(String line) throws IOException {
        int semicolon = line.indexOf(';');
        String hex = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        try {
            if (!hex.isEmpty()
                    && hex.length() <= 8
                    && hex.charAt(0) != '-'
                    && hex.charAt(0) != '+') {
                return Long.parseLong(hex, 16);
            }
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not HTTP: a chunk without a size", e);
        }
        throw new IOException("the answer is not HTTP: a chunk without a size");
    }
}
