// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/** Our end of a child's stdin: written as the pipe takes it, then closed. */
final class InputPipe implements Watched {
    private final int fd;
    private byte[] bytes;
    private int written;
    private boolean open = true;

    InputPipe(int fd, byte[] bytes) {
        this.fd = fd;
        this.bytes = bytes;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public short wanted() {
        return open ? Libc.POLLOUT : 0;
    }

    @Override
    public void ready(Libc libc) {
        while (open && written < bytes.length) {
            int result = libc.write(fd, bytes, written);
            if (result == -Libc.EAGAIN) {
                return;
            }
            if (result < 0 && result != -Libc.EINTR) {
                close(libc); // EPIPE: the command does not read on, which is its right
                return;
            }
            written += Math.max(result, 0);
        }
        close(libc);
    }

    void close(Libc libc) {
        if (open) {
            open = false;
            bytes = new byte[0];
            libc.close(fd);
        }
    }
}
