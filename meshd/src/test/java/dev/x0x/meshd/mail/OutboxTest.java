// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What goes out, how often, and what is said when it cannot. */
final class OutboxTest {
    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private CompletableFuture<Posted> post(Outbox.Effort effort) {
        return alice.outbox.post(bob.agent(), bob.machine(), Correspondent.text("hello"), effort);
    }

    private static Posted had(CompletableFuture<Posted> result) throws Exception {
        return result.get(10, TimeUnit.SECONDS);
    }

    private static NotPostedException refused(CompletableFuture<Posted> result) {
        var failed = assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS));
        return assertInstanceOf(NotPostedException.class, failed.getCause());
    }

    private void assertCode(String code, NotPostedException why, String... says) {
        assertEquals(code, why.code());
        for (String word : says) {
            assertTrue(why.getMessage().contains(word), why.getMessage());
        }
        assertEquals(1, alice.counters.of("outgoing_send_failed"));
        assertEquals(0, alice.counters.of("outgoing_send_succeeded"));
    }

    @Test
    void theKeyIsLookedUpAfterDialling() throws Exception {
        var at = FakeLinks.address(7);
        alice.links.listening.put(at, bob.machine());
        alice.addresses.put(bob.machine(), List.of(at));
        try (var old = KemKeyPair.generate(Correspondent.RANDOM)) {
            alice.keys.put(bob.agent(), old.publicKey());
            alice.onMet = () -> alice.keys.put(bob.agent(), bob.kem.publicKey());
            var unused = had(post(Outbox.Effort.ONCE));
        }
        bob.receive(alice, alice.links.up(bob.machine()).take());
        assertEquals(1, bob.general.size());
    }

    @Test
    void aResendIsTheSameBodyUnderAFreshTime() throws Exception {
        FakeLink link = alice.meet(bob);
        Posted posted = had(post(Outbox.Effort.UNTIL_SETTLED));
        CarrierFrame first = CarrierFrame.decode(link.take().getFirst());
        clock.pass(Duration.ofMillis(200));
        alice.timer.fire();
        CarrierFrame second = CarrierFrame.decode(link.take().getFirst());
        assertArrayEquals(first.body(), second.body());
        assertEquals(first.messageId(), second.messageId());
        assertEquals(first.createdMs() + 200, second.createdMs());
        assertEquals(first.expiresMs(), second.expiresMs());
        assertFalse(first.hash().equals(second.hash())); // relays let it pass
        assertEquals(1, posted.repeats());
    }

    @Test
    void copiesGoDoublingUntilTheLifeIsOver() throws Exception {
        FakeLink link = alice.meet(bob);
        var unused = had(post(Outbox.Effort.UNTIL_SETTLED));
        int sent = link.take().size();
        for (int i = 0; alice.timer.waiting() > 0; i++) {
            clock.pass(alice.timer.asked().get(i));
            alice.timer.fire();
            sent += link.take().size();
        }
        assertEquals(
                List.of(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L, 5000L, 5000L),
                alice.timer.asked().stream().map(Duration::toMillis).toList());
        assertEquals(10, sent); // the last waking found the message expired
    }

    @Test
    void theFirstWaitIsThreeRoundTripsWhenThatIsLonger() throws Exception {
        alice.meet(bob).rtt = Duration.ofMillis(300);
        var unused = had(post(Outbox.Effort.UNTIL_SETTLED));
        assertEquals(List.of(Duration.ofMillis(900)), alice.timer.asked());
    }

    @Test
    void whatIsSettledIsNotSentAgain() throws Exception {
        FakeLink link = alice.meet(bob);
        had(post(Outbox.Effort.UNTIL_SETTLED)).settle();
        var unused = link.take();
        alice.timer.fire();
        assertEquals(List.of(), link.take());
        assertEquals(0, alice.timer.waiting());
    }

    @Test
    void onceIsOnce() throws Exception {
        FakeLink link = alice.meet(bob);
        var unused = had(post(Outbox.Effort.ONCE));
        assertEquals(1, link.take().size());
        assertEquals(0, alice.timer.waiting());
    }

    @Test
    void onceFailsWhereThereIsNoRoom() {
        alice.meet(bob).full(true);
        assertCode(
                "receiver_backpressured",
                refused(post(Outbox.Effort.ONCE)),
                "no room",
                bob.machine().hex());
    }

    @Test
    void aMessageThatIsKeptGoingWaitsForRoom() throws Exception {
        FakeLink link = alice.meet(bob);
        link.full(true);
        var unused = had(post(Outbox.Effort.UNTIL_SETTLED));
        link.full(false);
        alice.timer.fire();
        assertEquals(1, link.take().size());
    }

    @Test
    void noAddressIsTold() {
        assertCode(
                "no_connectivity",
                refused(post(Outbox.Effort.ONCE)),
                bob.machine().hex(),
                "import a card");
    }

    @Test
    void nobodyThereIsToldWithEveryAddress() {
        alice.addresses.put(bob.machine(), List.of(FakeLinks.address(7), FakeLinks.address(8)));
        assertCode(
                "peer_disconnected",
                refused(post(Outbox.Effort.ONCE)),
                ":7: nobody answers",
                ":8: nobody answers");
    }

    @Test
    void noKeyIsTold() {
        var unused = alice.links.up(bob.machine());
        assertCode(
                "recipient_key_unavailable",
                refused(post(Outbox.Effort.ONCE)),
                bob.agent().hex(),
                "import its card");
    }

    @Test
    void aKeyThatIsNoneIsTold() {
        var unused = alice.links.up(bob.machine());
        byte[] junk = new byte[1184];
        Arrays.fill(junk, (byte) 0xff); // coefficients above the modulus (FIPS 203 §7.2)
        alice.keys.put(bob.agent(), junk);
        assertCode(
                "recipient_key_invalid",
                refused(post(Outbox.Effort.ONCE)),
                bob.agent().hex(),
                "import a newer card");
    }

    @Test
    void aFaultOnTheWayEndsThePostingToo() {
        alice.links.listening.put(FakeLinks.address(7), bob.machine());
        alice.addresses.put(bob.machine(), List.of(FakeLinks.address(7)));
        alice.onMet =
                () -> {
                    throw new IllegalStateException("a fault of the book");
                };
        var failed =
                assertThrows(
                        ExecutionException.class,
                        () -> post(Outbox.Effort.ONCE).get(10, TimeUnit.SECONDS));
        assertInstanceOf(IllegalStateException.class, failed.getCause());
    }

    @Test
    void afterTheStopNothingIsTaken() {
        var unused = alice.meet(bob);
        alice.crypto =
                _ -> {
                    throw new RejectedExecutionException();
                };
        assertCode("no_connectivity", refused(post(Outbox.Effort.ONCE)), "stopping");
    }

    @Test
    void closeStopsTheCopies() throws Exception {
        FakeLink link = alice.meet(bob);
        Posted posted = had(post(Outbox.Effort.UNTIL_SETTLED));
        alice.outbox.close();
        assertTrue(alice.timer.isShutdown());
        alice.links.down(bob.machine());
        int dials = alice.links.dials.get();
        posted.again();
        assertEquals(dials, alice.links.dials.get());
        assertEquals(1, link.take().size());
    }

    @Test
    void recordsGoAsTheyAreAndOnlyOverALinkThatIsUp() throws Exception {
        byte[] record = {1, 2, 3};
        assertFalse(alice.outbox.record(bob.machine(), record));
        FakeLink link = alice.meet(bob);
        assertTrue(alice.outbox.record(bob.machine(), record));
        CarrierFrame frame = CarrierFrame.decode(link.take().getFirst());
        assertEquals(CarrierKind.SESSION_RECORD, frame.kind());
        assertArrayEquals(record, frame.body());
        link.full(true);
        assertFalse(alice.outbox.record(bob.machine(), record));
    }

    @Test
    void theLargestPayloadFitsAndOneMoreDoesNot() throws Exception {
        var unused = alice.meet(bob);
        bob.trusts(alice, TrustDecision.ACCEPT);
        byte[] largest = new byte[Message.MAX_PAYLOAD];
        var _ = had(alice.outbox.post(bob.agent(), bob.machine(), largest, Outbox.Effort.ONCE));
        bob.receive(alice, alice.links.up(bob.machine()).take());
        assertArrayEquals(largest, bob.general.getFirst().payload());
        var over =
                alice.outbox.post(
                        bob.agent(),
                        bob.machine(),
                        new byte[Message.MAX_PAYLOAD + 1],
                        Outbox.Effort.ONCE);
        assertTrue(over.isCompletedExceptionally());
    }
}
