// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import static dev.x0x.meshd.gossip.unicast.Scene.head;
import static dev.x0x.meshd.gossip.unicast.Scene.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What one event does, as the whole list: a relay's part. Nodes 1 to 5 are links, 9 is far. */
class UnicastTest {
    private final Scene scene = new Scene();

    @Test
    void who_talks_through_here_is_counted_by_pairs() {
        Scene scene = new Scene().links(1, 2, 3).route(9, 1, 3).route(8, 1, 1);
        scene.arrives(1, head(1, 8, 9));
        scene.arrives(1, head(2, 8, 9));
        scene.arrives(3, head(3, 9, 8));
        scene.posts(head(4, 0, 9), 0);
        scene.arrives(1, head(5, 8, 0));
        assertEquals(1, scene.unicast.view().talks());
        scene.arrives(2, head(6, 7, 9));
        assertEquals(2, scene.unicast.view().talks());
        scene.after(200_000);
        assertEquals(0, scene.unicast.view().talks(), "lately, not ever");
    }

    @Test
    void a_frame_goes_on_by_the_best_hop_with_one_hop_less_and_its_sender_hears_of_custody() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        assertEquals(List.of("custody 1 7", "forward 2 7 7 38"), scene.arrives(1, head(7, 8, 9)));
        assertEquals(Duration.ofMillis(508), scene.wake()); // 500 ms, and 1,000 bytes at 1 Mbit/s
        assertEquals(List.of(), scene.custody(2, head(7, 8, 9)));
        assertEquals(List.of(), scene.after(10_000));
    }

    @Test
    void a_link_to_the_destination_wins() {
        scene.links(1, 2, 9).route(9, 1, 2);
        assertEquals(List.of("custody 1 7", "forward 9 7 7 38"), scene.arrives(1, head(7, 8, 9)));
    }

    @Test
    void it_never_goes_back_to_where_it_came_from() {
        scene.links(1, 2).route(9, 1, 1, 2);
        assertEquals(List.of("custody 1 7", "forward 2 7 7 38"), scene.arrives(1, head(7, 8, 9)));
        scene.route(10, 1, 1);
        assertEquals( // 2 is asked although no way is known there; 1 is not
                List.of("custody 1 8", "forward 2 8 8 24"), scene.arrives(1, head(8, 8, 10)));
        Scene alone = new Scene().links(1).route(9, 1, 1);
        assertEquals(List.of("dropped 1 no way on"), alone.arrives(1, head(7, 8, 9)));
    }

    @Test
    void a_hop_limit_of_zero_goes_no_further_but_arrives() {
        scene.links(1, 2).route(9, 1, 2);
        assertEquals(
                List.of("custody 1 7", "forward 2 7 7 0"), scene.arrives(1, head(7, 8, 9, 1, 500)));
        assertEquals(
                List.of("dropped 1 hop limit used up"), scene.arrives(1, head(8, 8, 9, 0, 500)));
        assertEquals(
                List.of("deliver 1 6 6", "custody 1 6"), scene.arrives(1, head(6, 8, 0, 0, 500)));
    }

    @Test
    void the_destination_takes_a_frame_once_and_frees_the_last_hop_each_time() {
        scene.links(1, 2, 8);
        assertEquals(List.of("deliver 1 7 7", "custody 1 7"), scene.arrives(1, head(7, 8, 0)));
        assertEquals(List.of("custody 2 7"), scene.arrives(2, head(7, 8, 0)));
        assertEquals(List.of("deliver 8 5 5"), scene.arrives(8, head(5, 8, 0)));
        assertEquals(List.of(), scene.arrives(8, head(5, 8, 0)));
    }

    @Test
    void no_custody_ack_in_time_means_the_second_best_hop_then_the_next_then_three_others() {
        scene.links(1, 2, 3, 4, 5, 6, 7).route(9, 1, 2, 3);
        assertEquals(
                List.of("custody 1 7", "forward 2 7 7 38"),
                scene.arrives(1, head(7, 8, 9, 39, 1_000)));
        assertEquals(List.of(), scene.after(507));
        assertEquals(List.of("forward 3 7 7 38"), scene.after(1));
        assertEquals(
                List.of("forward 4 7 7 24", "forward 5 7 7 24", "forward 7 7 7 24"),
                scene.after(508));
        assertEquals(List.of("dropped 1 no way on"), scene.after(600));
    }

    @Test
    void three_round_trips_if_they_are_longer() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.on(new UnicastEvent.Measured(machine(2), Duration.ofMillis(300)));
        scene.arrives(1, head(7, 8, 9));
        assertEquals(List.of(), scene.after(907));
        assertEquals(List.of("forward 3 7 7 38"), scene.after(1));
    }

    @Test
    void a_custody_ack_counts_only_from_a_link_the_frame_was_sent_on() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(
                List.of("dropped 3 custody of nothing that went there"),
                scene.custody(3, head(7, 8, 9)));
        assertEquals(
                List.of("dropped 2 custody of nothing that went there"),
                scene.custody(2, head(6, 8, 9)));
        assertEquals(List.of("forward 3 7 7 38"), scene.after(508));
        assertEquals(List.of(), scene.custody(2, head(7, 8, 9))); // late, but it was sent there
        assertEquals(List.of(), scene.after(600));
    }

    @Test
    void a_link_that_goes_down_gives_back_what_it_held() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(List.of("forward 3 7 7 38"), scene.on(new UnicastEvent.LinkDown(machine(2))));
        assertEquals(
                List.of("dropped 1 no way on"), scene.on(new UnicastEvent.LinkDown(machine(3))));
    }

    @Test
    void a_silent_link_is_passed_by_until_something_comes_from_it() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        scene.after(508);
        assertEquals(List.of("custody 1 6", "forward 3 6 6 38"), scene.arrives(1, head(6, 8, 9)));
        scene.on(new UnicastEvent.Measured(machine(2), Duration.ofMillis(20)));
        assertEquals(List.of("custody 1 5", "forward 2 5 5 38"), scene.arrives(1, head(5, 8, 9)));
    }

    @Test
    void after_sleep_every_wait_begins_anew() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(List.of(), scene.later(20_000).on(new UnicastEvent.Resumed()));
        assertEquals(List.of(), scene.after(507));
        assertEquals(List.of("forward 3 7 7 38"), scene.after(1));
    }

    @Test
    void what_expired_in_the_meantime_is_dropped() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(
                List.of("dropped 1 expired"),
                scene.later(60_001).on(new UnicastEvent.LinkDown(machine(2))));
    }

    @Test
    void another_copy_is_answered_and_goes_no_further() {
        scene.links(1, 2, 3, 4).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9, 30, 1_000));
        assertEquals(List.of("custody 4 7"), scene.arrives(4, head(7, 8, 9, 29, 1_000)));
        scene.custody(2, head(7, 8, 9));
        assertEquals(List.of("custody 4 7"), scene.arrives(4, head(7, 8, 9, 29, 1_000)));
    }

    @Test
    void a_frame_that_comes_round_tries_what_is_left() {
        scene.links(1, 2, 3, 4, 5).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(
                List.of("custody 4 7", "forward 3 7 7 35"),
                scene.arrives(4, head(7, 8, 9, 36, 1_000)));
        // custody of the copy that came round is not custody of this one
        assertEquals(List.of(), scene.custody(2, head(7, 8, 9)));
        assertEquals(List.of("forward 5 7 7 24"), scene.after(508));
        scene.custody(5, head(7, 8, 9));
        // nothing is left to try: silence, so that the sender tries another of its own
        assertEquals(List.of(), scene.arrives(5, head(7, 8, 9, 20, 1_000)));
    }

    @Test
    void a_frame_that_was_handed_on_and_comes_round_is_taken_up_again() {
        scene.links(1, 2, 3, 4).route(9, 1, 2, 3);
        scene.arrives(1, head(7, 8, 9));
        scene.custody(2, head(7, 8, 9));
        assertEquals(
                List.of("custody 2 7", "forward 3 7 7 36"),
                scene.arrives(2, head(7, 8, 9, 37, 1_000)));
    }

    @Test
    void a_flooded_copy_multiplies_no_more() {
        scene.links(1, 2, 3, 4, 5);
        assertEquals(
                List.of("custody 1 7", "forward 2 7 7 15"),
                scene.arrives(1, head(7, 8, 9, 16, 1_000)));
    }

    @Test
    void a_hop_that_swallows_two_messages_loses_its_place() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        for (int message = 1; message <= 2; message++) {
            assertEquals(
                    List.of("forward 2 " + message + " " + message + " 40"),
                    scene.posts(head(message, 0, 9), 0));
            scene.custody(2, head(message, 0, 9));
            scene.on(new UnicastEvent.Acknowledged(machine(9), false));
        }
        assertEquals(List.of("forward 3 3 3 40"), scene.posts(head(3, 0, 9), 0));
        scene.route(9, 2, 2, 1); // and does not get it back by being first again
        assertEquals(List.of("forward 3 4 4 40"), scene.posts(head(4, 0, 9), 0));
        scene.later(600_000);
        scene.route(9, 3, 2);
        assertEquals(List.of(2, 3, 1), scene.hops(9));
    }

    @Test
    void an_answer_in_between_forgives() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        for (int message = 1; message <= 3; message++) {
            scene.posts(head(message, 0, 9), 0);
            scene.custody(2, head(message, 0, 9));
            scene.on(new UnicastEvent.Acknowledged(machine(9), message == 2));
        }
        assertEquals(List.of("forward 2 4 4 40"), scene.posts(head(4, 0, 9), 0));
    }

    @Test
    void a_retransmission_leaves_by_another_hop_than_the_attempts_before() {
        scene.links(1, 2, 3).route(9, 1, 2, 3);
        assertEquals(List.of("forward 2 1 1 40"), scene.posts(copy(1, 1), 0));
        assertEquals(List.of("forward 3 2 2 40"), scene.posts(copy(2, 1), 1));
        assertEquals(List.of("forward 1 3 3 40"), scene.posts(copy(3, 1), 2));
        // another message meanwhile does not matter
        assertEquals(List.of("forward 2 9 9 40"), scene.posts(copy(9, 9), 0));
        // all were tried: the best again, and so on
        assertEquals(List.of("forward 2 4 4 40"), scene.posts(copy(4, 1), 3));
        assertEquals(List.of("forward 3 5 5 40"), scene.posts(copy(5, 1), 4));
    }

    @Test
    void a_relay_sends_a_second_copy_of_a_message_by_another_way() {
        scene.links(1, 2, 3, 4).route(9, 1, 2, 3);
        assertEquals(List.of("custody 1 1", "forward 2 1 1 30"), scene.arrives(1, relayed(1, 1)));
        assertEquals(List.of("custody 1 2", "forward 3 2 2 30"), scene.arrives(1, relayed(2, 1)));
        // no way is known that was not tried: one other neighbour, one copy
        assertEquals(List.of("custody 1 3", "forward 4 3 3 30"), scene.arrives(1, relayed(3, 1)));
        // another message goes by the best
        assertEquals(List.of("custody 1 5", "forward 2 5 5 30"), scene.arrives(1, relayed(5, 5)));
    }

    /** A copy of a message of machine 8 to machine 9. */
    private static CarrierHead relayed(int hash, int message) {
        CarrierHead head = head(hash, 8, 9, 31, 1_000);
        return new CarrierHead(
                head.kind(),
                head.hashHigh(),
                head.hashLow(),
                head.ours(),
                head.destination(),
                head.origin(),
                head.hopLimit(),
                head.createdMs(),
                head.expiresMs(),
                head.messageHigh(),
                message,
                head.bytes());
    }

    @Test
    void with_one_known_hop_a_retransmission_goes_to_one_other_neighbour() {
        scene.links(1, 2).route(9, 1, 2);
        scene.posts(copy(1, 1), 0);
        assertEquals(List.of("forward 1 2 2 40"), scene.posts(copy(2, 1), 1));
    }

    @Test
    void where_there_is_only_one_way_it_is_taken_again() {
        scene.links(2).route(9, 1, 2);
        scene.posts(copy(1, 1), 0);
        assertEquals(List.of("forward 2 2 2 40"), scene.posts(copy(2, 1), 1));
    }

    @Test
    void an_own_frame_without_any_way_is_stuck() {
        assertEquals(List.of("stuck 1 no way on"), scene.posts(head(1, 0, 9), 0));
        scene.links(2).route(9, 1, 2);
        assertEquals(List.of("forward 2 1 1 40"), scene.posts(head(1, 0, 9), 0));
        assertEquals(List.of("stuck 1 sent before, byte for byte"), scene.posts(head(1, 0, 9), 1));
        assertEquals(List.of("stuck 1 no way on"), scene.after(508));
    }

    @Test
    void to_the_destination_itself_nobody_waits_for_custody() {
        scene.links(9);
        assertEquals(List.of("forward 9 1 1 40"), scene.posts(head(1, 0, 9), 0));
        assertEquals(List.of(), scene.after(5_000));
        assertEquals(
                List.of("stuck 1 the link has no room"),
                scene.on(new UnicastEvent.Refused(machine(9), head(1, 0, 9))));
        assertEquals(
                List.of("stuck 2 the queue toward the next hop is full"),
                scene.posts(head(2, 0, 9), 0));
        scene.on(new UnicastEvent.Writable(machine(9)));
        assertEquals(List.of("forward 9 3 3 40"), scene.posts(head(3, 0, 9), 0));
    }

    @Test
    void a_refused_frame_takes_another_way_or_waits_for_room() {
        scene.links(1, 2, 3).route(9, 1, 2, 3).route(10, 1, 2);
        scene.arrives(1, head(7, 8, 9));
        assertEquals(
                List.of("forward 3 7 7 38"),
                scene.on(new UnicastEvent.Refused(machine(2), head(7, 8, 9))));
        scene.custody(3, head(7, 8, 9));
        assertEquals(List.of("custody 1 6"), scene.arrives(1, head(6, 8, 10)));
        assertEquals(List.of(), scene.after(5_000));
        assertEquals(List.of("forward 2 6 6 38"), scene.on(new UnicastEvent.Writable(machine(2))));
    }

    /** A copy of a message: its own hash, the message's id. */
    private static CarrierHead copy(int hash, int message) {
        CarrierHead h = head(hash, 0, 9);
        return new CarrierHead(
                h.kind(),
                h.hashHigh(),
                h.hashLow(),
                true,
                h.destination(),
                h.origin(),
                h.hopLimit(),
                h.createdMs(),
                h.expiresMs(),
                0,
                message,
                h.bytes());
    }
}
