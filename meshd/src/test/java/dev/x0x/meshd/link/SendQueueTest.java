// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.meshd.link.SendQueue.Offer;

import org.junit.jupiter.api.Test;

import java.util.List;

class SendQueueTest {
    private final SendQueue queue = new SendQueue();

    private int fill(FramePriority priority, int size) {
        int taken = 0;
        while (queue.offer(priority, new byte[size]) != Offer.FULL) {
            taken++;
        }
        return taken;
    }

    @Test
    void bulk_is_refused_first_and_control_last() {
        assertEquals(225, fill(FramePriority.BULK, 10));
        assertEquals(256 - 225, fill(FramePriority.ANNOUNCEMENT, 10));
        assertEquals(0, fill(FramePriority.EXEC, 10));
        assertEquals(64, fill(FramePriority.CONTROL, 10));
    }

    @Test
    void bytes_are_bounded_too() {
        assertEquals(2 * 1024 * 1024 / (64 * 1024), fill(FramePriority.EXEC, 64 * 1024));
        assertEquals(4, fill(FramePriority.CONTROL, 64 * 1024));
    }

    @Test
    void what_matters_most_goes_first_and_in_order() {
        List<FramePriority> urgent =
                List.of(
                        FramePriority.CONTROL,
                        FramePriority.EXEC,
                        FramePriority.ANNOUNCEMENT,
                        FramePriority.BULK);
        for (int i = 3; i >= 0; i--) {
            queue.offer(urgent.get(i), new byte[] {(byte) i, 0});
            queue.offer(urgent.get(i), new byte[] {(byte) i, 1});
        }
        List<byte[]> all = queue.take(1000);
        assertEquals(8, all.size());
        for (int i = 0; i < 8; i++) {
            assertEquals(i / 2, all.get(i)[0]);
            assertEquals(i % 2, all.get(i)[1]);
        }
    }

    @Test
    void one_wake_a_burst_and_batches_of_bounded_size() {
        assertEquals(Offer.WAKE, queue.offer(FramePriority.EXEC, new byte[600]));
        assertEquals(Offer.QUEUED, queue.offer(FramePriority.EXEC, new byte[600]));
        assertEquals(1, queue.take(1000).size());
        assertEquals(Offer.QUEUED, queue.offer(FramePriority.EXEC, new byte[5000]));
        assertEquals(1, queue.take(1000).size());
        assertEquals(1, queue.take(1000).size(), "one frame above the batch goes alone");
        assertTrue(queue.take(1000).isEmpty());
        assertEquals(Offer.WAKE, queue.offer(FramePriority.EXEC, new byte[1]));
    }

    @Test
    void a_refusal_is_answered_once_there_is_room() {
        assertFalse(queue.reopened());
        fill(FramePriority.EXEC, 10);
        assertFalse(queue.reopened());
        queue.take(15 * 127);
        assertFalse(queue.reopened());
        queue.take(15 * 10);
        assertTrue(queue.reopened());
        assertFalse(queue.reopened());
    }
}
