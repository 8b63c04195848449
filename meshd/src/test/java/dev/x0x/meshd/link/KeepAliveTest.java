// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class KeepAliveTest {
    private static final long MS = 1_000_000;
    private static final long START =
            Long.parseLong("9223372036854775807") - 3000 * MS; // nanoTime may wrap

    private final KeepAlive keepAlive =
            new KeepAlive(Duration.ofSeconds(1), Duration.ofSeconds(2), START);

    private KeepAlive.Due at(long ms) {
        return keepAlive.at(START + ms * MS);
    }

    private long echo(long ms) {
        return keepAlive.echo(START + ms * MS);
    }

    @Test
    void echoes_at_our_interval_and_down_after_three_of_the_peers() {
        assertEquals(KeepAlive.Due.ECHO, at(0));
        assertEquals(1000 * MS, keepAlive.nanosToWake(START));
        assertEquals(KeepAlive.Due.NOTHING, at(999));
        assertEquals(KeepAlive.Due.ECHO, at(1000));
        keepAlive.heard(START + 1500 * MS);
        for (int ms = 2000; ms <= 7000; ms += 1000) {
            assertEquals(KeepAlive.Due.ECHO, at(ms));
        }
        assertEquals(500 * MS, keepAlive.nanosToWake(START + 7000 * MS));
        assertEquals(KeepAlive.Due.NOTHING, at(7499));
        assertEquals(KeepAlive.Due.DOWN, at(7500));
    }

    @Test
    void our_own_sleep_is_not_the_peers_silence() {
        assertEquals(KeepAlive.Due.ECHO, at(0));
        assertEquals(KeepAlive.Due.ECHO, at(1000));
        assertEquals(KeepAlive.Due.ECHO, at(9000)); // woke seven seconds late
        for (int ms = 10_000; ms < 13_000; ms += 1000) {
            assertEquals(KeepAlive.Due.ECHO, at(ms));
        }
        assertEquals(KeepAlive.Due.DOWN, at(13_000));
    }

    @Test
    void round_trips_are_smoothed_and_strangers_ignored() {
        assertEquals(Duration.ZERO, keepAlive.rtt());
        long first = echo(0);
        assertFalse(keepAlive.answered(first + 1, START + 10 * MS));
        long second = echo(100);
        assertTrue(keepAlive.answered(second, START + 180 * MS));
        assertEquals(Duration.ofMillis(80), keepAlive.rtt());
        assertFalse(keepAlive.answered(second, START + 190 * MS));
        long third = echo(200);
        assertTrue(keepAlive.answered(third, START + 360 * MS));
        assertEquals(Duration.ofMillis(90), keepAlive.rtt());
    }

    @Test
    void suspect_after_three_seconds_without_an_answer() {
        long number = echo(0);
        echo(1000);
        assertFalse(keepAlive.suspect(START + 3000 * MS));
        assertTrue(keepAlive.suspect(START + 3001 * MS));
        assertTrue(keepAlive.answered(number, START + 3002 * MS));
        assertFalse(keepAlive.suspect(START + 3003 * MS)); // the second is two seconds old
        assertFalse(keepAlive.suspect(START + 10_000 * MS), "three round trips of three seconds");
        assertTrue(keepAlive.suspect(START + 10_100 * MS));
    }
}
