// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.child.SpawnException.Reason;

import java.util.Arrays;

/** The three pipes of a child that is being started; closes what nobody took over. */
final class ChildPipes implements AutoCloseable {
    private static final int NONE = -1;

    private final Libc libc;
    private final int[] ours = {NONE, NONE, NONE};
    private final int[] theirs = {NONE, NONE, NONE};

    private ChildPipes(Libc libc) {
        this.libc = libc;
    }

    static ChildPipes open(Libc libc) throws SpawnException {
        ChildPipes pipes = new ChildPipes(libc);
        int[] ends = new int[2];
        for (int i = 0; i < 3; i++) {
            int error = libc.pipe(ends);
            if (error < 0) {
                pipes.close();
                throw new SpawnException(
                        Reason.NO_RESOURCES, "no pipe for the command: " + Libc.describe(-error));
            }
            boolean stdin = i == 0;
            pipes.ours[i] = stdin ? ends[1] : ends[0];
            pipes.theirs[i] = stdin ? ends[0] : ends[1];
            libc.setNonBlocking(pipes.ours[i]);
        }
        return pipes;
    }

    int[] ours() {
        return ours.clone();
    }

    int[] theirs() {
        return theirs.clone();
    }

    void closeTheirs() {
        close(theirs);
    }

    /** Our ends belong to someone else now. */
    void handOver() {
        Arrays.fill(ours, NONE);
    }

    @Override
    public void close() {
        close(ours);
        close(theirs);
    }

    private void close(int[] fds) {
        for (int i = 0; i < fds.length; i++) {
            if (fds[i] != NONE) {
                libc.close(fds[i]);
                fds[i] = NONE;
            }
        }
    }
}
