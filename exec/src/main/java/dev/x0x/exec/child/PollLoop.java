// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that polls the pipes and pidfds of all children. It is a platform thread, because
 * poll(2) waits; everything it touches never does. Other threads hand it commands and ring an
 * eventfd.
 */
final class PollLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Thread thread =
            Thread.ofPlatform().daemon().name("exec-children").unstarted(this::loop);
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final int eventfd;

    /** Guards the three below and the life of the eventfd. */
    private final Object lock = new Object();

    private boolean rung;
    private boolean over;
    private int starting;

    // of the polling thread only
    private final List<RunningChild> children = new ArrayList<>();
    private final List<RunningChild> owners = new ArrayList<>();
    private final List<Watched> watching = new ArrayList<>();
    private Libc libc;
    private PollEntries entries;
    private volatile boolean closing;
    private long deadline;

    PollLoop() {
        try (Libc here = new Libc()) {
            eventfd = here.eventfd();
        }
        if (eventfd < 0) {
            throw new IllegalStateException("eventfd: " + Libc.describe(-eventfd));
        }
        thread.start();
    }

    /** Whether a start may begin; if so, {@link #started()} has to follow. */
    boolean starting() {
        synchronized (lock) {
            if (closing || over) {
                return false;
            }
            starting++;
            return true;
        }
    }

    /** A start has come to its end, one way or the other. */
    void started() {
        synchronized (lock) {
            starting--;
            ring();
        }
    }

    /** Begins to watch a child; false if it is too late for that. */
    boolean add(RunningChild child) {
        return run(() -> adopt(child));
    }

    /** Runs a command on the polling thread, at once if this is it; false if it has ended. */
    boolean run(Runnable command) {
        if (Thread.currentThread() == thread) {
            command.run();
            return true;
        }
        synchronized (lock) {
            if (over) {
                return false;
            }
            commands.add(command);
            ring();
            return true;
        }
    }

    /** Has the polling thread look again at what is wanted. */
    void wake() {
        synchronized (lock) {
            ring();
        }
    }

    /** Kills all groups, and waits for the end of the loop unless this is its thread. */
    void close() {
        run(this::stop);
        if (Thread.currentThread() != thread) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The system calls of the polling thread. */
    Libc libc() {
        return libc;
    }

    /** The child's end is known to its listener. */
    void reported(RunningChild child) {
        if (closing) {
            child.release();
        }
    }

    /** The child is reaped. */
    void forget(RunningChild child) {
        children.remove(child);
    }

    private void adopt(RunningChild child) {
        children.add(child);
        if (closing) {
            child.signalGroup(Libc.SIGKILL);
        }
    }

    private void stop() {
        if (!closing) {
            closing = true;
            deadline = System.nanoTime() + STOP.toNanos();
            children.forEach(each -> each.signalGroup(Libc.SIGKILL));
        }
    }

    private void loop() {
        PosixSpawn.prepare();
        try (Libc mine = new Libc()) {
            libc = mine;
            entries = new PollEntries(mine);
            while (!isOver()) {
                fill();
                int ready = entries.poll(timeoutMs());
                if (ready < 0 && ready != -Libc.EINTR) {
                    LOG.error("poll: {}", Libc.describe(-ready));
                    LockSupport.parkNanos(10_000_000); // out of memory; do not spin on top
                }
                hearCommands();
                if (ready > 0) {
                    dispatch();
                }
            }
            for (RunningChild left : List.copyOf(children)) {
                left.release();
            }
        } finally {
            end();
        }
    }

    private boolean isOver() {
        synchronized (lock) {
            boolean idle = children.isEmpty() && commands.isEmpty() && starting == 0;
            over = closing && (idle || System.nanoTime() - deadline > 0);
            return over;
        }
    }

    private int timeoutMs() {
        return closing ? (int) Math.max(0, (deadline - System.nanoTime()) / 1_000_000 + 1) : -1;
    }

    private void fill() {
        watching.clear();
        owners.clear();
        entries.clear();
        entries.add(eventfd, Libc.POLLIN);
        for (RunningChild child : children) {
            for (Watched each : child.watched()) {
                short wanted = each.wanted();
                if (wanted != 0) {
                    watching.add(each);
                    owners.add(child);
                    entries.add(each.fd(), wanted);
                }
            }
        }
    }

    private void dispatch() {
        for (int i = 0; i < watching.size(); i++) {
            if (!entries.isReady(i + 1)) {
                continue;
            }
            RunningChild owner = owners.get(i);
            try {
                watching.get(i).ready(libc);
            } catch (RuntimeException | Error e) {
                owner.abandon(e);
            }
        }
    }

    private void hearCommands() {
        synchronized (lock) {
            if (rung) {
                rung = false;
                libc.silence(eventfd);
            }
        }
        for (Runnable next = commands.poll(); next != null; next = commands.poll()) {
            next.run();
        }
    }

    /** With the lock. */
    private void ring() {
        if (!rung && !over) {
            rung = true;
            try (Libc here = new Libc()) {
                here.ring(eventfd);
            }
        }
    }

    private void end() {
        synchronized (lock) {
            over = true;
            try (Libc here = new Libc()) {
                here.close(eventfd);
            }
        }
    }
}
