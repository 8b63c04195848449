// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.child.SpawnException.Reason;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Children by posix_spawn and pidfds, on Linux with glibc.
 *
 * <p>posix_spawn waits until the new process has loaded its program: 0.2 ms as a rule (measured,
 * /bin/true, whose end is known 0.65 ms after the call), for ever on a dead network file system.
 * From a platform thread {@link #start} makes the call itself; a virtual thread is parked while a
 * platform thread makes it, so no carrier is ever held. It is never made on the polling thread:
 * that would stop the output and the ends of all the others.
 */
public final class PosixChildren implements Children {
    private final PollLoop loop;
    private final ExecutorService starters =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("exec-start-", 0).factory());

    /**
     * Starts the polling thread.
     *
     * @throws UnsupportedOperationException where this platform cannot do it, and what could
     */
    public PosixChildren() {
        Glibc.require();
        Libc.keepEnds();
        loop = new PollLoop();
    }

    @Override
    public Child start(ChildSpec spec, ChildListener listener) throws SpawnException {
        if (!Thread.currentThread().isVirtual()) {
            return startHere(spec, listener);
        }
        CompletableFuture<Child> answer = new CompletableFuture<>();
        starters.execute(
                () -> {
                    try {
                        answer.complete(startHere(spec, listener));
                    } catch (SpawnException | RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.join(); // not interruptible: nobody else would close the child
        } catch (CompletionException e) {
            if (e.getCause() instanceof SpawnException why) {
                throw why;
            }
            throw new IllegalStateException("starting a command", e.getCause());
        }
    }

    @Override
    public void close() {
        loop.close();
        starters.shutdown();
    }

    private Child startHere(ChildSpec spec, ChildListener listener) throws SpawnException {
        SpawnFailures.check(spec);
        if (!loop.starting()) {
            throw stopping();
        }
        try (Libc libc = new Libc();
                ChildPipes pipes = ChildPipes.open(libc)) {
            int pid = PosixSpawn.start(spec, environment(spec), pipes.theirs());
            if (pid < 0) {
                throw SpawnFailures.of(-pid, spec);
            }
            pipes.closeTheirs(); // also frees three descriptors, so the next call has one
            int pidfd = libc.pidfdOpen(pid);
            if (pidfd < 0) {
                killAndReap(libc, pid);
                throw new SpawnException(
                        Reason.NO_RESOURCES, "pidfd_open: " + Libc.describe(-pidfd));
            }
            RunningChild child =
                    new RunningChild(pid, pidfd, pipes.ours(), spec.stdin(), listener, loop);
            pipes.handOver();
            child.feed(libc);
            if (!loop.add(child)) {
                child.discard(libc);
                killAndReap(libc, pid);
                throw stopping();
            }
            return child;
        } finally {
            loop.started();
        }
    }

    private static void killAndReap(Libc libc, int pid) {
        libc.killpg(pid, Libc.SIGKILL);
        libc.reap(pid, true);
    }

    private static SpawnException stopping() {
        return new SpawnException(Reason.STOPPING, "the daemon is stopping");
    }

    private static List<String> environment(ChildSpec spec) {
        return spec.environment().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .sorted()
                .toList();
    }
}
