// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** DECISIONS C1, sentence by sentence. */
class LeaseTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private final Lease lease = new Lease(TEN, at(0));

    private static Duration at(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void the_first_deadline_is_acceptance_and_the_lease() {
        assertEquals(at(10), lease.ends());
    }

    @Test
    void a_lease_is_at_most_a_minute() {
        assertEquals(at(60), new Lease(at(61), at(0)).ends());
        assertEquals(at(60), new Lease(at(60), at(0)).ends());
    }

    @Test
    void an_echo_counts_from_when_the_echoed_record_left() {
        lease.sent(at(2), true);
        lease.sent(at(4), true);
        assertEquals(Optional.of(new Lease.Sent(1, at(4), true)), lease.renewed(2));
        assertEquals(at(14), lease.ends());
    }

    @Test
    void echo_0_renews_nothing() {
        lease.sent(at(2), true);
        assertEquals(Optional.empty(), lease.renewed(0));
        assertEquals(at(10), lease.ends());
    }

    @Test
    void an_echo_above_what_was_sent_is_not_plausible() {
        assertTrue(lease.plausible(0));
        assertFalse(lease.plausible(1));
        lease.sent(at(1), true);
        assertTrue(lease.plausible(1));
        assertFalse(lease.plausible(2));
        assertFalse(lease.plausible(-1), "unsigned");
    }

    @Test
    void the_same_echo_again_renews_nothing_more() {
        lease.sent(at(2), true);
        lease.renewed(1);
        assertEquals(Optional.empty(), lease.renewed(1));
        assertEquals(at(12), lease.ends());
    }

    @Test
    void renewals_that_were_hoarded_count_for_when_their_record_left_not_for_when_they_come() {
        lease.sent(at(1), false);
        lease.sent(at(3), false);
        lease.sent(at(9), false);
        lease.renewed(1);
        assertEquals(at(11), lease.ends());
        lease.renewed(2);
        assertEquals(at(13), lease.ends(), "however late it came");
        lease.renewed(1);
        assertEquals(at(13), lease.ends(), "never goes back");
    }

    @Test
    void a_caller_that_is_far_behind_costs_bounded_memory_and_renews_nothing_with_the_oldest() {
        for (int i = 0; i < 70_000; i++) {
            lease.sent(at(1), false);
        }
        assertEquals(Optional.empty(), lease.renewed(1));
        assertEquals(at(10), lease.ends());
        lease.renewed(70_000);
        assertEquals(at(11), lease.ends());
    }
}
