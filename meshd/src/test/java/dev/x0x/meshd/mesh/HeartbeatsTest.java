// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.keys.Digest;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.wire.RecordCheck;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class HeartbeatsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final MachineKeys MACHINE = MachineKeys.generate(RANDOM);
    private static final NetworkHash NETWORK = NetworkHash.ofName("x0x");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final long WALL = 1_800_000_000_000L;

    private record Beat(int slot, long chain, byte[] link) {}

    private final List<SignedRecord> chains = new ArrayList<>();
    private final List<Beat> beats = new ArrayList<>();
    private final Heartbeats heartbeats =
            new Heartbeats(
                    MACHINE,
                    NETWORK,
                    WALL,
                    RANDOM,
                    new Heartbeats.Output() {
                        @Override
                        public void publish(SignedRecord chain) {
                            chains.add(chain);
                        }

                        @Override
                        public void beat(int slot, long chain, byte[] link) {
                            beats.add(new Beat(slot, chain, link));
                        }
                    });

    private void tick(long seconds, long strayMs) {
        heartbeats.tick(Duration.ofSeconds(seconds), WALL + seconds * 1000 + strayMs, INTERVAL);
    }

    @Test
    void each_slot_shows_the_link_before_the_last_one() {
        for (int second = 0; second <= 95; second++) {
            tick(second, 0);
        }
        assertEquals(1, chains.size());
        assertTrue(new RecordCheck(NETWORK).genuine(chains.getFirst()));
        assertEquals(List.of(1, 2, 3), beats.stream().map(Beat::slot).toList());
        assertEquals(chains.getFirst().id().high(), beats.getFirst().chain());
        for (int i = 1; i < beats.size(); i++) {
            assertArrayEquals(beats.get(i - 1).link(), before(beats.get(i)));
        }
    }

    /** DECISIONS D3, written out once more. */
    private static byte[] before(Beat beat) {
        return Digest.sha256(
                "x0x-hb-link-v1\0".getBytes(StandardCharsets.US_ASCII),
                MACHINE.id().bytes(),
                ByteBuffer.allocate(4).putInt(beat.slot()).array(),
                beat.link());
    }

    @Test
    void a_missed_slot_is_passed_over() {
        tick(0, 0);
        tick(100, 0);
        assertEquals(List.of(3), beats.stream().map(Beat::slot).toList());
    }

    @Test
    void when_the_wall_clock_strays_nothing_more_is_shown_of_this_chain() {
        tick(0, 0);
        tick(31, 31_000);
        assertEquals(List.of(), beats);
        assertEquals(2, chains.size());
        assertTrue(chains.get(1).version() > chains.get(0).version(), "the newer one wins");
    }

    @Test
    void a_chain_ends_after_a_day_and_another_one_begins() {
        long day = 24 * 3600;
        tick(0, 0);
        tick(day, 0);
        assertEquals(1, chains.size());
        assertEquals(2880, beats.getLast().slot());
        tick(day + 30, 0);
        assertEquals(2, chains.size());
    }

    @Test
    void a_network_that_grew_makes_heartbeats_rarer() {
        tick(0, 0);
        heartbeats.tick(Duration.ofSeconds(1), WALL + 1000, Duration.ofSeconds(40));
        assertEquals(1, chains.size(), "a small change is not worth a signature");
        heartbeats.tick(Duration.ofSeconds(2), WALL + 2000, Duration.ofSeconds(60));
        assertEquals(2, chains.size());
    }
}
