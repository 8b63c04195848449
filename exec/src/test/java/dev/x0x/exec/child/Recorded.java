// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.audit.StdStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A listener that keeps what it hears, and waits for it. */
final class Recorded implements ChildListener {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<StdStream, ByteArrayOutputStream> output = new EnumMap<>(StdStream.class);
    private final Set<StdStream> closed = EnumSet.noneOf(StdStream.class);
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private ChildExit exit;

    Recorded() {
        output.put(StdStream.STDOUT, new ByteArrayOutputStream());
        output.put(StdStream.STDERR, new ByteArrayOutputStream());
    }

    @Override
    public synchronized void output(StdStream stream, byte[] bytes) {
        threads.add(Thread.currentThread().getName());
        output.get(stream).writeBytes(bytes);
        notifyAll();
    }

    @Override
    public synchronized void closed(StdStream stream) {
        if (!closed.add(stream)) {
            throw new AssertionError(stream + " closed twice");
        }
        notifyAll();
    }

    @Override
    public synchronized void exited(ChildExit how) {
        threads.add(Thread.currentThread().getName());
        if (exit != null) {
            throw new AssertionError("exited twice");
        }
        exit = how;
        notifyAll();
    }

    synchronized byte[] bytes(StdStream stream) {
        return output.get(stream).toByteArray();
    }

    synchronized int size(StdStream stream) {
        return output.get(stream).size();
    }

    String stdout() {
        return new String(bytes(StdStream.STDOUT), StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return stdout().lines().toList();
    }

    Set<String> threads() {
        return threads;
    }

    synchronized boolean isClosed(StdStream stream) {
        return closed.contains(stream);
    }

    synchronized ChildExit exit() {
        return exit;
    }

    ChildExit awaitExit() {
        await("the exit", () -> exit != null);
        return exit();
    }

    /** The exit, with all output before it. */
    ChildExit awaitAll() {
        await("exit and both ends", () -> exit != null && closed.size() == 2);
        return exit();
    }

    synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits for something that nobody announces. */
    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Whether a process is there and not a zombie. */
    static boolean runs(int pid) {
        String stat = read(pid, "stat");
        return !stat.isEmpty() && !stat.contains(") Z ");
    }

    static boolean isZombie(int pid) {
        return read(pid, "stat").contains(") Z ");
    }

    private static String read(int pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Integer.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
