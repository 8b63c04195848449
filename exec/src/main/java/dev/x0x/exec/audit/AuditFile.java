// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The audit file: one JSON object a line, append-only, owner-only. One platform thread writes;
 * whatever was handed in while it wrote goes with the next write and one fsync, so that many
 * sessions do not queue for the disk (BEHAVIOUR.md §4).
 *
 * <p>If a write or fsync fails, all records of that write have failed: the file is cut back to what
 * was durable before, and where it cannot be cut, a half line is ended. The next records try again.
 *
 * <p>Lines are a {@link Chain}, and the machine signs it now and then: with the first records,
 * after 256 more, after a quiet minute, and at the end.
 */
public final class AuditFile implements AuditLog, AutoCloseable {
    /**
     * Waiting bytes above which we refuse: the disk hangs, and memory is not the audit. A guess.
     */
    private static final int MOST_WAITING = 32 << 20;

    /** Written by one write at most; above it latency grows and fsync is no longer the cost. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** With nothing written for so long, what there is gets signed. A guess. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Batch(List<byte[]> lines, int bytes, CompletableFuture<Void> done) {}

    private final String name;
    private final ChainWriter chain;
    private final AutoCloseable lock;
    private final Optional<Path> tornTail;
    private final Thread writer;

    /** Guards the queue and the two after it. */
    private final Object monitor = new Object();

    private List<Batch> queue = new ArrayList<>();
    private long waiting;
    private boolean closing;

    AuditFile(String name, ChainWriter chain, AutoCloseable lock, Optional<Path> tornTail) {
        this.name = name;
        this.chain = chain;
        this.lock = lock;
        this.tornTail = tornTail;
        this.writer = Thread.ofPlatform().daemon().name("exec-audit").start(this::write);
    }

    /**
     * As {@link #open(AuditSettings)}, with a plain file.
     *
     * @throws IOException in words for the operator
     */
    public static AuditFile open(Path path) throws IOException {
        return open(AuditSettings.plain(path));
    }

    /**
     * Opens a file for appending; makes it, 0600 or for a group 0640, and its directories, if they
     * are missing. A last line that a crash tore is moved aside, see {@link #tornTail()}.
     *
     * @throws IOException if it is not a regular file, is in use, cannot be written or given to its
     *     group; the message is for the operator
     */
    public static AuditFile open(AuditSettings how) throws IOException {
        Path path = how.path();
        FileChannel channel = AuditPath.open(path, how.group());
        FileChannel lock = null;
        try {
            lock = AuditPath.lock(path);
            Optional<Path> torn = AuditPath.moveTornAside(path, channel);
            Chain chain = Rotated.chain(path);
            compare(chain, how);
            ChainWriter writer =
                    new ChainWriter(
                            new Shelf(path, how.group()), AuditDisk.of(channel, path), chain, how);
            return new AuditFile(path.toString(), writer, lock, torn);
        } catch (IOException e) {
            channel.close();
            if (lock != null) {
                lock.close();
            }
            throw e;
        }
    }

    private record Shelf(Path path, Optional<String> group) implements ChainWriter.Shelf {
        @Override
        public AuditDisk open() throws IOException {
            return AuditDisk.of(AuditPath.open(path, group), path);
        }

        @Override
        public void setAside(long lastSeq) throws IOException {
            Rotated.setAside(path, lastSeq);
        }
    }

    /** What was once signed must still be there. */
    private static void compare(Chain found, AuditSettings how) {
        how.lastHead()
                .filter(head -> head.seq() > found.seq())
                .ifPresent(
                        head ->
                                how.incidents()
                                        .accept(
                                                "the audit file ends at record "
                                                        + found.seq()
                                                        + ", but record "
                                                        + head.seq()
                                                        + " was written: it was cut or put back"));
    }

    /**
     * What the file says of the requests since then.
     *
     * @throws IOException if it cannot be read at all; a missing file is an empty one
     */
    public static ReadBack readBack(Path path, Instant since) throws IOException {
        return AuditReader.read(path, since);
    }

    /** Where a torn last line was moved to when this was opened; the operator should know. */
    public Optional<Path> tornTail() {
        return tornTail;
    }

    @Override
    public CompletableFuture<Void> append(List<AuditRecord> records) {
        List<byte[]> lines = records.stream().map(AuditLines::open).toList();
        int bytes = lines.stream().mapToInt(line -> line.length).sum();
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (monitor) {
            if (closing) {
                return failed("is closed");
            }
            if (waiting + bytes > MOST_WAITING) {
                return failed("is behind: " + waiting + " bytes wait for the disk");
            }
            waiting += bytes;
            queue.add(new Batch(lines, bytes, done));
            monitor.notifyAll();
        }
        return done;
    }

    /** Writes what is waiting, then closes the file. */
    @Override
    public void close() throws IOException {
        synchronized (monitor) {
            closing = true;
            monitor.notifyAll();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        chain.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void write() {
        for (List<Batch> batches = take(); batches != null; batches = take()) {
            if (batches.isEmpty()) {
                chain.sign();
                continue;
            }
            IOException failure = null;
            try {
                chain.append(batches.stream().flatMap(each -> each.lines().stream()).toList());
            } catch (IOException | RuntimeException e) {
                failure = new IOException("audit log `" + name + "`: " + e.getMessage(), e);
            }
            for (Batch each : batches) {
                if (failure == null) {
                    each.done().complete(null);
                } else {
                    each.done().completeExceptionally(failure);
                }
            }
            chain.keepUp();
        }
        chain.sign();
    }

    /**
     * What is to be written now; nothing after a quiet time with unsigned records; null when done.
     */
    private List<Batch> take() {
        synchronized (monitor) {
            long quietAt = System.nanoTime() + QUIET.toNanos();
            while (queue.isEmpty() && !closing) {
                long left = chain.hasUnsigned() ? quietAt - System.nanoTime() : Long.MAX_VALUE;
                if (left <= 0) {
                    return List.of();
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(monitor, left);
                } catch (InterruptedException e) {
                    // nobody has a reason to; the file is closed by close
                }
            }
            if (queue.isEmpty()) {
                return null;
            }
            int count = 0;
            long bytes = 0;
            while (count < queue.size() && (count == 0 || bytes <= MOST_AT_ONCE)) {
                bytes += queue.get(count++).bytes();
            }
            List<Batch> taken = queue.subList(0, count);
            queue = new ArrayList<>(queue.subList(count, queue.size()));
            waiting -= bytes;
            return taken;
        }
    }

    private CompletableFuture<Void> failed(String why) {
        return CompletableFuture.failedFuture(new IOException("audit log `" + name + "` " + why));
    }
}
