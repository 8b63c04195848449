// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The two outputs of this process. Nothing is kept back: what was written is out. */
public final class Terminal {
    private final OutputStream out;
    private final OutputStream err;

    /** Over these two streams. */
    public Terminal(OutputStream out, OutputStream err) {
        this.out = out;
        this.err = err;
    }

    /** Bytes as they are, to standard output. */
    public void out(byte[] bytes) throws ClosedOutputException {
        write(out, bytes);
    }

    /** Bytes as they are, to standard error. */
    public void err(byte[] bytes) throws ClosedOutputException {
        write(err, bytes);
    }

    /** A result, to standard output; the line's end is added. */
    public void line(String text) throws ClosedOutputException {
        write(out, (text + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A word from us, to standard error, with our name before it. Later lines are hints. That
     * nobody reads it changes nothing.
     */
    public void say(String text) {
        try {
            err.write(("x0x: " + text + '\n').getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            return;
        }
    }

    private static void write(OutputStream stream, byte[] bytes) throws ClosedOutputException {
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            throw new ClosedOutputException();
        }
    }
}
