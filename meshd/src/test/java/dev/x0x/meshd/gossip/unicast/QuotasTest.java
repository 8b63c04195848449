// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import static dev.x0x.meshd.gossip.unicast.Scene.WALL;
import static dev.x0x.meshd.gossip.unicast.Scene.head;
import static dev.x0x.meshd.gossip.unicast.Scene.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** Headers that nobody honest sends, and shares of a link that is short (DECISIONS D1). */
class QuotasTest {
    private static final int LARGE = 64_000;

    private final Scene scene = new Scene().links(1, 2, 3).route(9, 1, 3);

    @ParameterizedTest
    @CsvSource({
        "0, true, 39, 0, 30000, 500, misbehaved 1 unknown kind",
        "4, true, 39, 0, 30000, 500, misbehaved 1 unknown kind",
        "1, false, 39, 0, 30000, 500, misbehaved 1 another network",
        "1, true, 40, 0, 30000, 500, misbehaved 1 raised hop limit",
        "1, true, 255, 0, 30000, 500, misbehaved 1 raised hop limit",
        "1, true, 39, 30000, 0, 500, misbehaved 1 times out of order",
        "1, true, 39, 0, 120001, 500, misbehaved 1 lives too long",
        "1, true, 39, 0, 30000, 67610, misbehaved 1 size out of range",
        "1, true, 39, -60000, -30001, 500, dropped 1 expired",
        "1, true, 39, 30001, 60000, 500, dropped 1 created in the future",
    })
    void a_bad_header_is_refused(
            int kind,
            boolean ours,
            int hopLimit,
            long created,
            long expires,
            int bytes,
            String answer) {
        CarrierHead head =
                new CarrierHead(
                        kind,
                        5,
                        5,
                        ours,
                        machine(9),
                        machine(8),
                        hopLimit,
                        WALL + created,
                        WALL + expires,
                        0,
                        5,
                        bytes);
        assertEquals(List.of(answer), scene.arrives(1, head));
    }

    @Test
    void a_custody_ack_is_between_two_ends_of_a_link() {
        CarrierHead of = head(7, 8, 9);
        assertEquals(
                List.of("misbehaved 1 forwarded custody ack"),
                scene.on(
                        new UnicastEvent.Arrived(
                                machine(1),
                                Scene.custodyAck(machine(2), Scene.SELF, of).head(),
                                new byte[0],
                                new byte[16])));
        assertEquals(
                List.of("misbehaved 1 custody ack without a hash"),
                scene.on(
                        new UnicastEvent.Arrived(
                                machine(1),
                                Scene.custodyAck(machine(1), Scene.SELF, of).head(),
                                new byte[0],
                                new byte[15])));
    }

    @Test
    void a_link_gets_eight_mebibytes_at_once_and_four_a_second() {
        int taken = 0;
        for (int i = 1; i <= 200; i++) {
            taken += carriedAtOnce(i);
        }
        assertEquals(8 * 1024 * 1024 / LARGE, taken);
        scene.later(1_000);
        int more = 0;
        for (int i = 201; i <= 300; i++) {
            more += carriedAtOnce(i);
        }
        assertTrue(more == 65 || more == 66, "in the next second " + more);
    }

    /** Passes one large frame on and takes its custody ack at once; 1 if it was carried. */
    private int carriedAtOnce(int number) {
        CarrierHead head = head(number, 8, 9, 39, LARGE);
        if (scene.arrives(1, head).equals(List.of("dropped 1 over the link's quota"))) {
            return 0;
        }
        scene.custody(3, head);
        return 1;
    }

    @Test
    void a_talkative_link_leaves_the_others_their_share_and_pays_for_what_is_too_much() {
        int number = 0;
        for (int i = 0; i < 40; i++) {
            scene.arrives(1, head(++number, 8, 9, 39, LARGE)); // 2 MiB are 32 of them
        }
        List<String> answer = scene.arrives(2, head(100, 8, 9, 39, LARGE));
        assertEquals(
                List.of(
                        "dropped 1 the queue toward the next hop is full",
                        "custody 2 100",
                        "forward 3 100 100 38"),
                answer);
        scene.arrives(2, head(102, 8, 9, 39, LARGE));
        assertEquals(
                List.of("dropped 1 the queue toward the next hop is full"),
                scene.arrives(1, head(101, 8, 9, 39, LARGE)));
        List<String> order = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            order.addAll(scene.custody(3, head(i, 8, 9)));
        }
        // of four that were under way each frees one more; 102 is not behind the 26 before it
        assertTrue(order.subList(0, 3).contains("forward 3 102 102 38"), order.toString());
    }

    @Test
    void frames_that_nobody_takes_hold_up_only_their_own_link() {
        Scene all = new Scene().links(1, 2, 3).route(9, 1, 3);
        for (int i = 1; i <= 20; i++) {
            all.arrives(1, head(i, 8, 7, 39, LARGE)); // nobody knows 7: they go astray, to 2 and 3
        }
        CarrierHead honest = head(100, 5, 9, 39, LARGE);
        assertEquals(
                List.of("custody 2 100", "forward 3 100 100 38"),
                all.arrives(2, honest),
                "the window toward 3 is full of what 1 said");
        all.custody(3, honest);
        all.later(5_000);
        all.after(0); // all that went astray is overdue
        assertEquals(
                List.of("custody 2 101", "forward 3 101 101 38"),
                all.arrives(2, head(101, 5, 9, 39, LARGE)));
    }

    @Test
    void small_session_records_go_first_but_not_without_end() {
        for (int i = 1; i <= 10; i++) {
            scene.arrives(1, head(i, 8, 9, 39, LARGE));
        }
        int at = 0;
        for (int i = 11; i <= 14; i++) {
            assertEquals(
                    List.of("custody 2 " + i, "forward 3 " + i + " " + i + " 38"),
                    scene.arrives(2, record(i)));
            at++;
        }
        assertEquals(4, at);
        // a tenth of the window is theirs; after that they wait like the others
        int sent = 0;
        for (int i = 15; i <= 125; i++) {
            sent += scene.arrives(2, record(i)).size() - 1;
        }
        assertTrue(sent < 111, sent + " of 111 went past the window");
    }

    private static CarrierHead record(int number) {
        return new CarrierHead(
                2,
                number,
                number,
                true,
                machine(9),
                machine(8),
                39,
                WALL,
                WALL + 30_000,
                0,
                number,
                250);
    }
}
