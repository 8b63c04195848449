// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.audit.StdStream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Our end of a child's stdout or stderr. At most one chunk a round, so that all get their turn. */
final class OutputPipe implements Watched {
    private final int fd;
    private final StdStream stream;
    private final ChildListener listener;
    private volatile boolean paused;
    private volatile boolean unheard;
    private boolean open = true;

    OutputPipe(int fd, StdStream stream, ChildListener listener) {
        this.fd = fd;
        this.stream = stream;
        this.listener = listener;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public short wanted() {
        return open && !paused ? Libc.POLLIN : 0;
    }

    @Override
    public void ready(Libc libc) {
        if (!open || paused || unheard) {
            return;
        }
        int result = libc.read(fd);
        if (result > 0) {
            byte[] bytes = new byte[result];
            MemorySegment.copy(libc.chunk(), ValueLayout.JAVA_BYTE, 0, bytes, 0, result);
            listener.output(stream, bytes);
        } else if (result != -Libc.EAGAIN && result != -Libc.EINTR) {
            close(libc);
            listener.closed(stream);
        }
    }

    /** From any thread. */
    void pause(boolean wanted) {
        paused = wanted;
    }

    /** From any thread: the listener hears nothing more. */
    void silence() {
        unheard = true;
    }

    void close(Libc libc) {
        if (open) {
            open = false;
            libc.close(fd);
        }
    }
}
