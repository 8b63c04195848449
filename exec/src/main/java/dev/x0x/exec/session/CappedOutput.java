// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One output stream of the child: a byte-exact prefix up to the cap goes out, the rest is counted
 * (BEHAVIOUR.md §3).
 */
final class CappedOutput {
    private final StdStream stream;
    private final long cap;
    private final long warn;
    private final OutStream out = new OutStream();
    private long total;
    private long taken;
    private boolean warned;
    private boolean capped;
    private boolean closed;
    private boolean paused;
    private boolean cut;

    CappedOutput(StdStream stream, long cap, long warn) {
        this.stream = stream;
        this.cap = cap;
        this.warn = warn;
    }

    /** Takes what the child wrote; gives the warnings that this crossed. */
    List<WarningKind> take(byte[] bytes) {
        total += bytes.length;
        if (!cut && taken < cap) {
            int fits = (int) Math.min(bytes.length, cap - taken);
            out.append(fits == bytes.length ? bytes : Arrays.copyOf(bytes, fits));
            taken += fits;
        }
        List<WarningKind> crossed = new ArrayList<>();
        boolean stdout = stream == StdStream.STDOUT;
        if (!warned && warn > 0 && total >= warn) {
            warned = true;
            crossed.add(
                    stdout
                            ? WarningKind.STDOUT_APPROACHING_CAP
                            : WarningKind.STDERR_APPROACHING_CAP);
        }
        if (!capped && total >= cap) {
            capped = true;
            crossed.add(stdout ? WarningKind.STDOUT_CAP_HIT : WarningKind.STDERR_CAP_HIT);
        }
        return crossed;
    }

    /**
     * Whether the child must wait: a full window. Bytes beyond the cap are only counted and never
     * wait. After the child's exit there is a second window, so that what it left in its pipe is
     * not lost to a slow reader.
     */
    boolean shouldPause(boolean exited) {
        return !cut && total < cap && out.unacknowledged() >= (exited ? 2 : 1) * OutStream.WINDOW;
    }

    StdStream stream() {
        return stream;
    }

    OutStream out() {
        return out;
    }

    long total() {
        return total;
    }

    /**
     * Whether bytes were dropped: beyond the cap, or left in a pipe that we had stopped reading.
     */
    boolean truncated() {
        return total > taken || (paused && !closed);
    }

    /** From now on everything is only counted: its reader has lost the right to it. */
    void cut() {
        cut = true;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    boolean paused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }
}
