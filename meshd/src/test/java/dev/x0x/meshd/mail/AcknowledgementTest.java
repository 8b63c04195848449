// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustDecision;
import dev.x0x.meshd.envelope.MessageAck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Message acknowledgements between two ends (DECISIONS A7). */
final class AcknowledgementTest {
    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);
    private FakeLink toBob;
    private FakeLink toAlice;

    @BeforeEach
    void meet() {
        toBob = alice.meet(bob);
        toAlice = bob.meet(alice);
        bob.trusts(alice, TrustDecision.ACCEPT);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private Posted post(String text) throws Exception {
        return alice.outbox
                .post(
                        bob.agent(),
                        bob.machine(),
                        Correspondent.text(text),
                        Outbox.Effort.UNTIL_SETTLED)
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPlainMessageToAContactIsAcknowledgedAndThenRests() throws Exception {
        Posted posted = post("hello");
        bob.receive(alice, toBob.take());
        assertFalse(posted.acknowledged().isDone());
        alice.receive(bob, toAlice.take());
        assertTrue(posted.acknowledged().isDone());

        alice.timer.fire();
        assertEquals(List.of(), toBob.take());
        assertEquals(0, alice.timer.waiting());
    }

    @Test
    void anAckIsNeverAcknowledgedNorHeard() throws Exception {
        var unused = post("hello");
        bob.receive(alice, toBob.take());
        alice.trusts(bob, TrustDecision.ACCEPT);
        List<byte[]> acks = toAlice.take();
        alice.receive(bob, acks);
        alice.receive(bob, acks);
        assertEquals(List.of(), toBob.take());
        assertEquals(List.of(), alice.general);
        assertEquals(1, alice.counters.of("incoming_acks"));
        assertEquals(1, alice.counters.of("incoming_repeated"));
    }

    @Test
    void strangersAreHeardButNotAnswered() throws Exception {
        bob.trust.contacts.clear();
        var unused = post("hello");
        bob.receive(alice, toBob.take());
        assertEquals(1, bob.general.size());
        assertFalse(bob.general.getFirst().contact());
        assertEquals(List.of(), toAlice.take());
    }

    @Test
    void anAckCountsOnlyFromThePairThatWasAddressed() throws Exception {
        Correspondent mallory = new Correspondent(clock);
        Posted posted = post("hello");
        byte[] ack = new MessageAck(posted.bodySha256()).encode();
        FakeLink fromMallory = mallory.meet(alice);
        var unused =
                mallory.outbox
                        .post(alice.agent(), alice.machine(), ack, Outbox.Effort.ONCE)
                        .get(10, TimeUnit.SECONDS);
        alice.receive(mallory, fromMallory.take());
        assertEquals(1, alice.counters.of("incoming_acks"));
        assertFalse(posted.acknowledged().isDone());

        // and of the right agent on another machine
        alice.outbox.acknowledged(bob.agent(), mallory.machine(), posted.bodySha256());
        assertFalse(posted.acknowledged().isDone());
        alice.outbox.acknowledged(bob.agent(), bob.machine(), posted.bodySha256());
        assertTrue(posted.acknowledged().isDone());
        mallory.close();
    }

    @Test
    void anAckOfWrongLengthAcknowledgesNothing() throws Exception {
        Posted posted = post("hello");
        byte[] half = MessageAck.of(new byte[0]).encode();
        var unused =
                bob.outbox
                        .post(
                                alice.agent(),
                                alice.machine(),
                                Arrays.copyOf(half, half.length - 1),
                                Outbox.Effort.ONCE)
                        .get(10, TimeUnit.SECONDS);
        alice.receive(bob, toAlice.take());
        assertEquals(1, alice.counters.of("incoming_decode_failed"));
        assertEquals(List.of(), alice.general);
        assertFalse(posted.acknowledged().isDone());
    }

    @Test
    void anAnswerGoesToTheMachineThatAttested() throws Exception {
        Correspondent mallory = new Correspondent(clock);
        var unused = post("hello");
        // brought by somebody else's link: the way in is not the way back
        bob.inbox.receive(bob.links.up(mallory.machine()), toBob.take().getFirst());
        assertEquals(List.of(), bob.links.up(mallory.machine()).take());
        assertEquals(1, toAlice.take().size());
        assertArrayEquals(Correspondent.text("hello"), bob.general.getFirst().payload());
        mallory.close();
    }
}
