// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.keys.Digest;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** What comes twice is opened once, and answered as it was the first time (DECISIONS A3, B4). */
final class ReplayTest {
    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);
    private FakeLink back;

    @BeforeEach
    void meet() {
        back = bob.meet(alice);
        bob.trusts(alice, TrustDecision.ACCEPT);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private byte[] sealed(Message message) throws Exception {
        return alice.sealed(bob.recipient(), message).encode();
    }

    private static byte[] body(byte[] frame) throws Exception {
        return CarrierFrame.decode(frame).body();
    }

    @Test
    void theSameBytesAreAnsweredByTheSameAck() throws Exception {
        byte[] frame = sealed(alice.message("hello"));
        bob.receive(alice, List.of(frame));
        byte[] first = body(back.take().getFirst());

        clock.pass(Duration.ofSeconds(1));
        bob.receive(alice, List.of(frame));
        List<byte[]> again = back.take();
        assertEquals(1, again.size());
        assertArrayEquals(first, body(again.getFirst()));
        assertEquals(1, bob.general.size());
        assertArrayEquals(Digest.sha256(body(frame)), bob.repeated.getFirst());
    }

    @Test
    void otherBytesUnderTheSameIdAreMetWithSilence() throws Exception {
        Message message = alice.message("hello");
        bob.receive(alice, List.of(sealed(message)));
        var unused = back.take();
        bob.receive(alice, List.of(sealed(message))); // sealed anew: another encapsulation
        assertEquals(List.of(), back.take());
        assertEquals(List.of(), bob.repeated);
        assertEquals(1, bob.general.size());
        assertEquals(1, bob.counters.of("incoming_repeated"));
    }

    @Test
    void whoHasLostItsTrustIsNotAnsweredAgain() throws Exception {
        byte[] frame = sealed(alice.message("hello"));
        bob.receive(alice, List.of(frame));
        var unused = back.take();
        bob.trust.barred.add(alice.agent());
        bob.receive(alice, List.of(frame));
        assertEquals(List.of(), back.take());
        assertEquals(List.of(), bob.repeated);
    }

    @Test
    void aClaimedMessageIsAcknowledgedByItsOwnerAlone() throws Exception {
        byte[] frame = sealed(alice.message("claimed\0run"));
        bob.receive(alice, List.of(frame, frame));
        assertEquals(1, bob.claimed.size());
        assertEquals(1, bob.repeated.size());
        assertEquals(List.of(), back.take()); // the owner has not said that it is safe

        bob.claimed.getFirst().acknowledge().run();
        byte[] ack = body(back.take().getFirst());
        bob.receive(alice, List.of(frame));
        assertArrayEquals(ack, body(back.take().getFirst()));
    }

    @Test
    void aMessageForWhichThereWasNoRoomComesAgain() throws Exception {
        byte[] frame = sealed(alice.message("claimed\0run"));
        bob.portHasRoom = false;
        bob.receive(alice, List.of(frame, frame));
        assertEquals(List.of(), bob.claimed);
        assertEquals(List.of(), bob.repeated);
        assertEquals(List.of(), back.take()); // nothing lost was acknowledged
        assertEquals(2, bob.counters.of("incoming_typed_route_dropped"));

        bob.portHasRoom = true;
        bob.receive(alice, List.of(frame, frame));
        assertEquals(1, bob.claimed.size());
        assertEquals(1, bob.repeated.size());
    }

    @Test
    void aMessageThatItsReceiverFindsTooLongLivedIsCountedAndDoesNotComeAgain() throws Exception {
        Message given = alice.message("claimed\0run");
        byte[] frame =
                sealed(
                        new Message(
                                given.id(),
                                given.payload(),
                                given.createdMs(),
                                given.expiresMs() + 1));
        bob.receive(alice, List.of(frame, frame));
        assertEquals(List.of(), bob.claimed);
        assertEquals(1, bob.counters.of("incoming_typed_route_lives_too_long"));
        assertEquals(1, bob.counters.of("incoming_repeated"));
        assertEquals(List.of(), back.take());
    }

    @Test
    void anAckThatCouldNotLeaveIsMadeWhenTheMessageComesAgain() throws Exception {
        byte[] frame = sealed(alice.message("hello"));
        back.full(true);
        bob.receive(alice, List.of(frame, frame));
        assertEquals(1, bob.general.size());

        back.full(false);
        bob.receive(alice, List.of(frame));
        assertEquals(1, back.take().size());
        assertEquals(1, bob.general.size());
    }

    @Test
    void twoCopiesAtTheSameTimeAreOneMessage() throws Exception {
        byte[] frame = sealed(alice.message("hello"));
        var work = new ArrayDeque<Runnable>();
        bob.crypto = work::add;
        bob.receive(alice, List.of(frame, frame)); // both wait for a thread
        bob.crypto = Runnable::run;
        work.forEach(Runnable::run);
        assertEquals(1, bob.general.size());
        assertEquals(1, bob.counters.of("incoming_repeated"));
    }
}
