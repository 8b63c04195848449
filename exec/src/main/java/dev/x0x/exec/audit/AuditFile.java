// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The audit file: one JSON object a line, append-only, owner-only. One platform thread writes;
 * whatever was handed in while it wrote goes with the next write and one fsync, so that many
 * sessions do not queue for the disk (BEHAVIOUR.md §4).
 *
 * <p>If a write or fsync fails, all records of that write have failed: the file is cut back to what
 * was durable before, and where it cannot be cut, a half line is ended. The next records try again.
 */
public final class AuditFile implements AuditLog, AutoCloseable {
    /**
     * Waiting bytes above which we refuse: the disk hangs, and memory is not the audit. A guess.
     */
    private static final int MOST_WAITING = 32 << 20;

    /** Written by one write at most; above it latency grows and fsync is no longer the cost. */
    private static final int MOST_AT_ONCE = 1 << 20;

    private record Batch(byte[] lines, CompletableFuture<Void> done) {}

    private final String name;
    private final AuditDisk disk;
    private final AutoCloseable lock;
    private final Optional<Path> tornTail;
    private final Thread writer;

    /** Guards the queue and the two after it. */
    private final Object monitor = new Object();

    private List<Batch> queue = new ArrayList<>();
    private long waiting;
    private boolean closing;

    // of the writer thread
    private long durable;
    private boolean spoiled;

    AuditFile(String name, AuditDisk disk, AutoCloseable lock, Optional<Path> tornTail)
            throws IOException {
        this.name = name;
        this.disk = disk;
        this.lock = lock;
        this.tornTail = tornTail;
        this.durable = disk.size();
        this.writer = Thread.ofPlatform().daemon().name("exec-audit").start(this::write);
    }

    /**
     * Opens a file for appending; makes it, 0600, and its directories, 0700, if they are missing. A
     * last line that a crash tore is moved aside, see {@link #tornTail()}.
     *
     * @throws IOException if it is not a regular file, is in use, or cannot be written; the message
     *     is for the operator
     */
    public static AuditFile open(Path path) throws IOException {
        return open(path, Optional.empty());
    }

    /**
     * As {@link #open(Path)}, and readable, 0640, by a group of this machine.
     *
     * @param group its name; empty for the owner alone
     * @throws IOException also if there is no such group or the file cannot be given to it
     */
    public static AuditFile open(Path path, Optional<String> group) throws IOException {
        FileChannel channel = AuditPath.open(path, group);
        FileChannel lock = null;
        try {
            lock = AuditPath.lock(path);
            Optional<Path> torn = AuditPath.moveTornAside(path, channel);
            return new AuditFile(path.toString(), AuditDisk.of(channel), lock, torn);
        } catch (IOException e) {
            channel.close();
            if (lock != null) {
                lock.close();
            }
            throw e;
        }
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
        byte[] lines = AuditLines.encode(records);
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (monitor) {
            if (closing) {
                return failed("is closed");
            }
            if (waiting + lines.length > MOST_WAITING) {
                return failed("is behind: " + waiting + " bytes wait for the disk");
            }
            waiting += lines.length;
            queue.add(new Batch(lines, done));
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
        disk.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void write() {
        for (List<Batch> batches = take(); !batches.isEmpty(); batches = take()) {
            IOException failure = null;
            try {
                writeDurably(batches);
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
        }
    }

    /** What goes to the disk together; nothing once closed and empty. */
    private List<Batch> take() {
        synchronized (monitor) {
            while (queue.isEmpty() && !closing) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    // nobody has a reason to; the file is closed by close
                }
            }
            int count = 0;
            long bytes = 0;
            while (count < queue.size() && (count == 0 || bytes <= MOST_AT_ONCE)) {
                bytes += queue.get(count++).lines().length;
            }
            List<Batch> taken = queue.subList(0, count);
            queue = new ArrayList<>(queue.subList(count, queue.size()));
            waiting -= bytes;
            return taken;
        }
    }

    private void writeDurably(List<Batch> batches) throws IOException {
        if (spoiled) {
            mend();
        }
        ByteBuffer all =
                ByteBuffer.allocate(batches.stream().mapToInt(b -> b.lines().length).sum());
        batches.forEach(each -> all.put(each.lines()));
        all.flip();
        spoiled = true;
        try {
            while (all.hasRemaining()) {
                disk.write(all);
            }
            disk.force();
            durable = disk.size();
            spoiled = false;
        } catch (IOException e) {
            tryToMend(e);
            throw e;
        }
    }

    private void tryToMend(IOException because) {
        try {
            mend();
        } catch (IOException e) {
            because.addSuppressed(e); // tried again before the next write
        }
    }

    /** Takes back what a failed write left. After a failed fsync nobody knows how much that is. */
    private void mend() throws IOException {
        if (disk.size() > durable) {
            try {
                disk.truncate(durable);
            } catch (IOException e) {
                // chattr +a forbids it: end the half line, so that the next one can be read
                disk.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            disk.force();
            durable = disk.size();
        }
        spoiled = false;
    }

    private CompletableFuture<Void> failed(String why) {
        return CompletableFuture.failedFuture(new IOException("audit log `" + name + "` " + why));
    }
}
