// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Optional;

/** Frames that wait, when one link says far more than others. */
class BacklogTest {
    private final Backlog backlog = new Backlog();

    private static MachineId machine(int name) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) name);
        return MachineId.of(bytes);
    }

    @Test
    void a_flood_waits_for_itself() {
        for (int i = 0; i < 500; i++) {
            assertTrue(backlog.offer(machine(1), new byte[] {(byte) i}));
        }
        assertTrue(backlog.offer(machine(2), new byte[] {42}));
        assertEquals(machine(1), backlog.poll().orElseThrow().from());
        assertArrayEquals(new byte[] {42}, backlog.poll().orElseThrow().frame());
        for (int i = 1; i < 500; i++) {
            assertArrayEquals(
                    new byte[] {(byte) i}, backlog.poll().orElseThrow().frame(), "in order");
        }
        assertEquals(Optional.empty(), backlog.poll());
    }

    @Test
    void a_link_has_its_share_and_leaves_that_of_others_alone() {
        for (int i = 0; i < Backlog.MOST_FRAMES; i++) {
            assertTrue(backlog.offer(machine(1), new byte[0]));
        }
        assertFalse(backlog.offer(machine(1), new byte[0]));
        byte[] large = new byte[Backlog.MOST_BYTES / 4];
        for (int i = 0; i < 4; i++) {
            assertTrue(backlog.offer(machine(2), large));
        }
        assertFalse(backlog.offer(machine(2), new byte[1]));
        assertTrue(backlog.offer(machine(3), new byte[1]));
        assertEquals(2, backlog.dropped());
        backlog.poll();
        assertTrue(backlog.offer(machine(1), new byte[0]), "there is room again");
    }

    @Test
    void all_together_have_a_bound() {
        byte[] large = new byte[Backlog.MOST_BYTES];
        int links = (int) (Backlog.MOST_BYTES_IN_ALL / Backlog.MOST_BYTES);
        for (int i = 0; i < links; i++) {
            assertTrue(backlog.offer(machine(i), large));
        }
        assertFalse(backlog.offer(machine(links), large));
        backlog.poll();
        assertTrue(backlog.offer(machine(links), large));
    }
}
