// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.audit.StdStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** A child from its start until it is reaped. */
final class RunningChild implements Child {
    private static final Logger LOG = LoggerFactory.getLogger(RunningChild.class);

    private final int pid;
    private final ChildListener listener;
    private final PollLoop loop;
    private final InputPipe stdin;
    private final OutputPipe stdout;
    private final OutputPipe stderr;
    private final ExitWatch exit;
    private volatile boolean closed;
    private volatile boolean ended;

    /** Guarded by this: between the question and the signal nobody may reap. */
    private boolean reaped;

    /**
     * @param fds our ends of stdin, stdout and stderr
     */
    RunningChild(
            int pid, int pidfd, int[] fds, byte[] stdin, ChildListener listener, PollLoop loop) {
        this.pid = pid;
        this.listener = listener;
        this.loop = loop;
        this.stdin = new InputPipe(fds[0], stdin);
        this.stdout = new OutputPipe(fds[1], StdStream.STDOUT, listener);
        this.stderr = new OutputPipe(fds[2], StdStream.STDERR, listener);
        this.exit = new ExitWatch(pidfd);
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public synchronized void signalGroup(int signal) {
        if (reaped) {
            return;
        }
        try (Libc libc = new Libc()) {
            int result = libc.killpg(pid, signal);
            if (result < 0) {
                LOG.warn("cannot signal process group {}: {}", pid, Libc.describe(-result));
            }
        }
    }

    @Override
    public void pause(StdStream stream) {
        output(stream).pause(true);
    }

    @Override
    public void resume(StdStream stream) {
        output(stream).pause(false);
        loop.wake();
    }

    @Override
    public void giveUpOutput() {
        stdout.silence();
        stderr.silence();
        loop.run(() -> closePipes(loop.libc()));
    }

    @Override
    public boolean groupAlive() {
        if (closed) {
            return false;
        }
        return !ended || ProcessGroups.isAlive(pid);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        signalGroup(Libc.SIGKILL);
        stdout.silence();
        stderr.silence();
        loop.run(this::release);
    }

    /** What the polling thread watches for this child; output before the end. */
    List<Watched> watched() {
        return List.of(stdin, stdout, stderr, exit);
    }

    /** A listener threw: the session is lost, the command must not outlive it. */
    void abandon(Throwable cause) {
        LOG.error("the listener of process {} failed; killing its group", pid, cause);
        signalGroup(Libc.SIGKILL);
        giveUpOutput();
    }

    /** What stdin takes at once, before the polling thread knows of us. */
    void feed(Libc libc) {
        stdin.ready(libc);
    }

    /** Closes all descriptors of a child that the polling thread never knew of. */
    void discard(Libc libc) {
        closePipes(libc);
        libc.close(exit.fd());
    }

    /** On the polling thread: nobody is interested any more. */
    void release() {
        closed = true;
        closePipes(loop.libc());
        if (ended) {
            reap();
        }
    }

    private void closePipes(Libc libc) {
        stdin.close(libc);
        stdout.close(libc);
        stderr.close(libc);
    }

    private void ended(ChildExit how) {
        ended = true;
        if (how instanceof ChildExit.Lost) {
            markReaped(); // its number is not ours any more
        }
        if (closed) {
            reap();
            return;
        }
        try {
            listener.exited(how);
        } finally {
            loop.reported(this);
        }
    }

    private void reap() {
        synchronized (this) {
            if (!reaped) {
                reaped = true;
                loop.libc().reap(pid, false);
            }
        }
        loop.forget(this);
    }

    private synchronized void markReaped() {
        reaped = true;
    }

    private OutputPipe output(StdStream stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
            case STDIN -> throw new IllegalArgumentException("stdin is not an output");
        };
    }

    /** Waits for the leader's end, whoever holds the pipes. */
    private final class ExitWatch implements Watched {
        private final int fd;

        ExitWatch(int fd) {
            this.fd = fd;
        }

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public short wanted() {
            return ended ? 0 : Libc.POLLIN;
        }

        @Override
        public void ready(Libc libc) {
            ChildExit how = ended ? null : libc.peekExit(pid);
            if (how != null) {
                libc.close(fd);
                ended(how);
            }
        }
    }
}
