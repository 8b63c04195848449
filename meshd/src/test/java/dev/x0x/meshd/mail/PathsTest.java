// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustDecision;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Which way a message takes. */
final class PathsTest {
    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private CompletableFuture<Posted> post(Outbox.Effort effort) {
        alice.keys.put(bob.agent(), bob.kem.publicKey());
        return alice.outbox.post(bob.agent(), bob.machine(), Correspondent.text("hello"), effort);
    }

    private static Posted had(CompletableFuture<Posted> result) throws Exception {
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void without_a_link_a_known_route_is_taken_at_once() throws Exception {
        alice.relay.reached.add(bob.machine());
        var unused = had(post(Outbox.Effort.ONCE));
        assertEquals(1, alice.relay.given.size());
        assertEquals(0, alice.links.dials.get(), "no address is known");
        bob.inbox.receive(bob.links.up(alice.machine()), alice.relay.given.getFirst().frame());
        assertEquals(1, bob.general.size(), "sealed to bob whoever carried it");
    }

    @Test
    void a_link_is_better_than_a_route() throws Exception {
        alice.relay.reached.add(bob.machine());
        FakeLink link = alice.meet(bob);
        var unused = had(post(Outbox.Effort.ONCE));
        assertEquals(1, link.take().size());
        assertEquals(List.of(), alice.relay.given);
    }

    @Test
    void copies_go_around_a_link_that_may_be_dead_in_turns() throws Exception {
        alice.relay.reached.add(bob.machine());
        FakeLink link = alice.meet(bob);
        var unused = had(post(Outbox.Effort.UNTIL_SETTLED));
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofMillis(200));
            alice.timer.fire();
        }
        assertEquals(2, link.take().size());
        assertEquals(
                List.of(1, 3), alice.relay.given.stream().map(FakeRelay.Given::attempt).toList());
    }

    @Test
    void the_mesh_hears_what_became_of_what_it_carried() throws Exception {
        alice.relay.reached.add(bob.machine());
        bob.trusts(alice, TrustDecision.ACCEPT);
        bob.relay.reached.add(alice.machine());
        bob.keys.put(alice.agent(), alice.kem.publicKey());
        Posted posted = had(post(Outbox.Effort.UNTIL_SETTLED));
        clock.pass(Duration.ofMillis(900));
        alice.timer.fire();
        bob.inbox.receive(bob.links.up(alice.machine()), alice.relay.given.getFirst().frame());
        bob.links
                .up(alice.machine())
                .take()
                .forEach(ack -> alice.inbox.receive(new FakeLink(bob.machine()), ack));
        posted.acknowledged().get(10, TimeUnit.SECONDS);
        assertEquals(List.of("not yet", "arrived"), alice.relay.outcomes);
    }

    @Test
    void with_neighbours_but_no_route_the_mesh_is_asked_after_the_dial_failed() throws Exception {
        alice.relay.neighbours = true;
        alice.addresses.put(bob.machine(), List.of(FakeLinks.address(9)));
        var unused = had(post(Outbox.Effort.ONCE));
        assertEquals(1, alice.links.dials.get());
        assertEquals(1, alice.relay.given.size());
    }

    @Test
    void alone_it_says_what_was_tried() {
        alice.addresses.put(bob.machine(), List.of(FakeLinks.address(9)));
        var failed =
                assertThrows(
                        ExecutionException.class,
                        () -> post(Outbox.Effort.ONCE).get(10, TimeUnit.SECONDS));
        var why = assertInstanceOf(NotPostedException.class, failed.getCause());
        assertEquals("peer_disconnected", why.code());
        assertTrue(why.getMessage().contains("nobody answers"), why.getMessage());
    }

    @Test
    void a_mesh_without_room_is_said() {
        alice.relay.reached.add(bob.machine());
        alice.relay.full = true;
        var failed =
                assertThrows(
                        ExecutionException.class,
                        () -> post(Outbox.Effort.ONCE).get(10, TimeUnit.SECONDS));
        assertEquals(
                "receiver_backpressured",
                assertInstanceOf(NotPostedException.class, failed.getCause()).code());
    }

    @Test
    void a_direct_link_is_tried_beside_but_not_with_every_message() throws Exception {
        alice.relay.reached.add(bob.machine());
        alice.addresses.put(bob.machine(), List.of(FakeLinks.address(9)));
        for (int i = 0; i < 5; i++) {
            var unused = had(post(Outbox.Effort.ONCE));
        }
        assertEquals(5, alice.relay.given.size());
        assertTrue(alice.links.dials.get() <= 1, "dialled " + alice.links.dials.get());
    }
}
