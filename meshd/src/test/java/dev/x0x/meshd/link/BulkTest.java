// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

class BulkTest {
    private static byte[] numbered(int number, int size) {
        byte[] frame = new byte[size];
        for (int i = 0; i < size; i++) {
            frame[i] = (byte) (i * 31 + number);
        }
        ByteBuffer.wrap(frame).putInt(number);
        return frame;
    }

    /** Sends all frames, waiting for {@code writable} after each refusal. */
    static void pour(Peer from, Link link, int count, int size) throws InterruptedException {
        Semaphore room = new Semaphore(0);
        from.onWritable = Optional.of(room::release);
        for (int i = 0; i < count; ) {
            if (link.send(FramePriority.BULK, numbered(i, size))) {
                i++;
            } else {
                room.acquire();
            }
        }
    }

    @Test
    void a_full_queue_refuses_and_says_when_there_is_room() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link link = a.dial(b);
            pour(a, link, 700, 48 * 1024);
            assertTrue(a.writables.get() > 0, "32 MiB went through a queue of 2");
            assertTrue(a.links.counters().sendsRefused() > 0);
            Peer.await("all frames", () -> b.frames.size() == 700);
            for (int i = 0; i < 700; i++) {
                assertArrayEquals(numbered(i, 48 * 1024), b.frames.remove());
            }
            assertEquals(0, a.downs.size());
        }
    }

    @Test
    void both_ways_at_once() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link there = a.dial(b);
            Link back = b.to(a);
            Thread other =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            pour(b, back, 3000, 1000);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            pour(a, there, 3000, 1000);
            other.join();
            Peer.await("all", () -> a.frames.size() == 3000 && b.frames.size() == 3000);
        }
    }

    @Test
    void a_peer_that_reads_nothing_costs_one_queue() throws Exception {
        try (Peer a = new Peer();
                Stranger stranger = new Stranger()) {
            assertTrue(stranger.dial(a.address()));
            stranger.deaf();
            Stranger.write(stranger.control(), Frames.HELLO, Stranger.hello().encode());
            Peer.await("the link", () -> a.links.to(Stranger.machine()).isPresent());
            Link link = a.links.to(Stranger.machine()).orElseThrow();
            int taken = 0;
            for (long last = System.nanoTime(); System.nanoTime() - last < 300_000_000L; ) {
                if (link.send(FramePriority.EXEC, new byte[16 * 1024])) {
                    taken++;
                    last = System.nanoTime();
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            // The stranger's windows are 1 MiB, our queue 2 MiB, one batch is on its way.
            assertTrue(taken <= (3 * 1024 + 128) / 16, taken + " frames were taken");
            assertFalse(link.send(FramePriority.EXEC, new byte[16 * 1024]));
        }
    }
}
