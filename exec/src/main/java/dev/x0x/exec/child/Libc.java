// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The system calls we need. A result below zero is an error number, negated, as the kernel has it.
 * Belongs to the thread that made it.
 */
final class Libc implements AutoCloseable {
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static final int SIGKILL = 9;

    /** What one read or write moves at most: the size of a pipe. Larger pipes were no faster. */
    static final int CHUNK = 64 * 1024;

    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x1000000;
    private static final int SIGCHLD = 17;
    private static final int SIG_DFL = 0;

    /** The same number on all machines; glibc has a function only since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final int SIGINFO_SIZE = 128;
    private static final int SI_CODE_AT = 8;
    private static final int SI_PID_AT = 16;
    private static final int SI_STATUS_AT = 24;

    private static final long ERRNO_AT =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    private static final CFunction PIPE2 = CFunction.of("pipe2");
    private static final CFunction EVENTFD = CFunction.of("eventfd");
    private static final CFunction CLOSE = CFunction.of("close");
    private static final CFunction READ = CFunction.of("read");
    private static final CFunction WRITE = CFunction.of("write");
    private static final CFunction POLL = CFunction.of("poll");
    private static final CFunction KILLPG = CFunction.of("killpg");
    private static final CFunction WAITID = CFunction.of("waitid");
    private static final CFunction SIGNAL = CFunction.of("signal");
    private static final CFunction STRERROR = CFunction.of("strerrordesc_np");
    private static final CFunction FCNTL = CFunction.variadic("fcntl");
    private static final CFunction SYSCALL = CFunction.variadic("syscall");

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = CFunction.errno(arena);
    private final MemorySegment scratch = arena.allocate(SIGINFO_SIZE, 8);
    private MemorySegment chunk;

    /** Native memory that lives as long as this. */
    MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, 8);
    }

    /**
     * A pipe, both ends close-on-exec and above 2: a daemon that was started without stdin could
     * otherwise be handed 0, and the child's redirections would overwrite each other.
     *
     * @param ends takes the read end and the write end
     */
    int pipe(int[] ends) {
        int result = call(PIPE2, scratch.address(), O_CLOEXEC);
        if (result < 0) {
            return result;
        }
        ends[0] = scratch.getAtIndex(JAVA_INT, 0);
        ends[1] = scratch.getAtIndex(JAVA_INT, 1);
        for (int i = 0; i < 2; i++) {
            if (ends[i] <= 2) {
                int low = ends[i];
                ends[i] = call(FCNTL, low, F_DUPFD_CLOEXEC, 3);
                close(low);
                if (ends[i] < 0) {
                    close(ends[1 - i]);
                    return ends[i];
                }
            }
        }
        return 0;
    }

    /** Makes our end of a pipe never wait. The other end is not affected. */
    int setNonBlocking(int fd) {
        return call(FCNTL, fd, F_SETFL, O_NONBLOCK);
    }

    /** A counter that poll can wait for. */
    int eventfd() {
        return call(EVENTFD, 0, O_CLOEXEC | O_NONBLOCK);
    }

    int close(int fd) {
        return call(CLOSE, fd);
    }

    /** At most {@link #CHUNK} bytes into {@link #chunk()}; 0 at the end. */
    int read(int fd) {
        return call(READ, fd, chunk().address(), CHUNK);
    }

    /** At most {@link #CHUNK} bytes from here on; how many were taken. */
    int write(int fd, byte[] bytes, int from) {
        int count = Math.min(CHUNK, bytes.length - from);
        MemorySegment.copy(bytes, from, chunk(), ValueLayout.JAVA_BYTE, 0, count);
        return call(WRITE, fd, chunk.address(), count);
    }

    /** Where {@link #read} leaves what it read. */
    MemorySegment chunk() {
        if (chunk == null) {
            chunk = arena.allocate(CHUNK, 8);
        }
        return chunk;
    }

    /** Makes an eventfd readable. */
    void ring(int eventfd) {
        scratch.set(JAVA_LONG, 0, 1L);
        call(WRITE, eventfd, scratch.address(), 8);
    }

    /** Makes an eventfd unreadable again. */
    void silence(int eventfd) {
        call(READ, eventfd, scratch.address(), 8);
    }

    int poll(MemorySegment entries, long count, int timeoutMs) {
        return call(POLL, entries.address(), count, timeoutMs);
    }

    int killpg(int group, int signal) {
        return call(KILLPG, group, signal);
    }

    /** A descriptor, close-on-exec, that is readable once the process has ended. */
    int pidfdOpen(int pid) {
        return call(SYSCALL, SYS_PIDFD_OPEN, pid, 0);
    }

    /** How a child of ours has ended, null if it still runs. It stays a zombie. */
    ChildExit peekExit(int pid) {
        scratch.fill((byte) 0);
        int result = waitid(pid, WEXITED | WNOHANG | WNOWAIT);
        if (result < 0) {
            return new ChildExit.Lost("waitid: " + describe(-result));
        }
        if (scratch.get(JAVA_INT, SI_PID_AT) == 0) {
            return null;
        }
        int status = scratch.get(JAVA_INT, SI_STATUS_AT);
        int code = scratch.get(JAVA_INT, SI_CODE_AT);
        return switch (code) {
            case 1 -> new ChildExit.Code(status); // CLD_EXITED
            case 2, 3 -> new ChildExit.Signal(status); // CLD_KILLED, CLD_DUMPED
            default -> new ChildExit.Lost("waitid: si_code " + code);
        };
    }

    /** Frees the number of a child that has ended. Waits for the end if told so. */
    int reap(int pid, boolean wait) {
        return waitid(pid, wait ? WEXITED : WEXITED | WNOHANG);
    }

    /** Were SIGCHLD ignored, as some who start us leave it, no end could ever be learned. */
    static void keepEnds() {
        SIGNAL.call(SIGCHLD, SIG_DFL);
    }

    /** The system's words for an error number. */
    static String describe(int errno) {
        String words = Glibc.text(STRERROR.call(errno));
        return words.isEmpty() ? "error " + errno : words.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        arena.close();
    }

    private int waitid(int pid, int options) {
        int result;
        do {
            result = call(WAITID, P_PID, pid, scratch.address(), options);
        } while (result == -EINTR);
        return result;
    }

    private int call(CFunction function, long a) {
        return call(function, a, 0, 0, 0);
    }

    private int call(CFunction function, long a, long b) {
        return call(function, a, b, 0, 0);
    }

    private int call(CFunction function, long a, long b, long c) {
        return call(function, a, b, c, 0);
    }

    private int call(CFunction function, long a, long b, long c, long d) {
        int result = (int) function.call(errno, a, b, c, d, 0, 0);
        return result >= 0 ? result : -errno.get(JAVA_INT, ERRNO_AT);
    }
}
