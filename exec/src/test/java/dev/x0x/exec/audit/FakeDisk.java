// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A disk in memory that fails or waits when told to, and counts. */
final class FakeDisk implements AuditDisk {
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int forced;
    private int failForces;
    private int failWrites;
    private int failTruncates;
    private boolean appendOnly;

    /** How many forces may pass; plenty unless a test drains it. */
    final Semaphore mayForce = new Semaphore(1_000_000);

    private final Semaphore asked = new Semaphore(0);

    synchronized void failForces(int times) {
        failForces = times;
    }

    /** The next write takes half and then fails. */
    synchronized void failWrites(int times) {
        failWrites = times;
    }

    synchronized void failTruncates(int times) {
        failTruncates = times;
    }

    synchronized void appendOnly() {
        appendOnly = true;
    }

    /** Waits until it is asked to force, whether it may yet or not. */
    void awaitForce() throws InterruptedException {
        if (!asked.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("waited in vain for an fsync");
        }
    }

    synchronized int forced() {
        return forced;
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(ByteBuffer from) throws IOException {
        byte[] some = new byte[Math.max(1, from.remaining() / 2)];
        from.get(some);
        bytes.writeBytes(some);
        if (failWrites > 0) {
            failWrites--;
            throw new IOException("no space left");
        }
    }

    @Override
    public void force() throws IOException {
        asked.release();
        mayForce.acquireUninterruptibly();
        synchronized (this) {
            forced++;
            if (failForces > 0) {
                failForces--;
                throw new IOException("input/output error");
            }
        }
    }

    @Override
    public synchronized long size() {
        return bytes.size();
    }

    @Override
    public synchronized void truncate(long size) throws IOException {
        if (appendOnly || failTruncates-- > 0) {
            throw new IOException("operation not permitted");
        }
        byte[] kept = Arrays.copyOf(bytes.toByteArray(), (int) size);
        bytes = new ByteArrayOutputStream();
        bytes.writeBytes(kept);
    }

    @Override
    public void close() {}

    /** Has no other disk. */
    static final class Shelf implements ChainWriter.Shelf {
        @Override
        public AuditDisk open() throws IOException {
            throw new IOException("no other disk");
        }

        @Override
        public void setAside(long lastSeq) throws IOException {
            throw new IOException("stays where it is");
        }
    }
}
