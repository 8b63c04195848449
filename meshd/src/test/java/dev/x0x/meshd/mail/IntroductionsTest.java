// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustDecision;
import dev.x0x.meshd.envelope.CarriedAdvert;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.Message;
import dev.x0x.meshd.envelope.MessageId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a peer comes by our encapsulation key, and by the next one (docs/decisions/0031). */
final class IntroductionsTest {
    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);

    @BeforeEach
    void know() {
        alice.trusts(bob, TrustDecision.ACCEPT);
        bob.trusts(alice, TrustDecision.ACCEPT);
        var unused = alice.meet(bob);
        var unusedBack = bob.links.up(alice.machine()); // bob knows no key of alice
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static int post(Correspondent from, Correspondent to, byte[] payload) throws Exception {
        var unused =
                from.outbox
                        .post(to.agent(), to.machine(), payload, Outbox.Effort.ONCE)
                        .get(30, TimeUnit.SECONDS);
        return cross(from, to);
    }

    /** Everything that waits on the link goes over; the size of the first body. */
    private static int cross(Correspondent from, Correspondent to) throws Exception {
        List<byte[]> frames = from.links.up(to.machine()).take();
        to.receive(from, frames);
        return frames.isEmpty() ? 0 : CarrierFrame.decode(frames.getFirst()).body().length;
    }

    private void give(byte[] payload) throws Exception {
        long now = clock.millis();
        var message =
                new Message(
                        MessageId.random(Correspondent.RANDOM),
                        payload,
                        now,
                        now + Correspondent.LIFE.toMillis());
        bob.receive(alice, List.of(alice.sealed(bob.recipient(), message).encode()));
    }

    @Test
    void the_first_messages_carry_the_key_that_the_answer_is_sealed_to() throws Exception {
        int first = post(alice, bob, Correspondent.text("one"));
        assertEquals("one", new String(bob.general.getFirst().payload(), StandardCharsets.UTF_8));
        assertArrayEquals(alice.kem.publicKey(), bob.keys.get(alice.agent()));
        int second = post(alice, bob, Correspondent.text("two"));
        assertEquals(first, second); // not answered yet

        assertTrue(cross(bob, alice) > 0); // the acknowledgements
        int third = post(alice, bob, Correspondent.text("six"));
        assertTrue(third < first, third + " after " + first);
        assertEquals(3, bob.general.size());
    }

    @Test
    void a_replaced_key_reaches_who_has_a_link_and_is_told_until_he_shows_it() throws Exception {
        post(alice, bob, Correspondent.text("one"));
        cross(bob, alice);
        var here = new Introductions.Peer(bob.agent(), bob.machine());
        var news = new KeyNews(alice.outbox, alice.introductions, () -> List.of(here));
        byte[] old = alice.kem.publicKey();

        alice.renewKey();
        news.replaced();
        assertFalse(alice.introductions.knows(here));
        news.round(true);
        assertEquals(1, alice.links.up(bob.machine()).take().size()); // lost
        assertArrayEquals(old, bob.keys.get(alice.agent()));

        news.round(true);
        cross(alice, bob);
        assertArrayEquals(alice.kem.publicKey(), bob.keys.get(alice.agent()));
        assertEquals(1, bob.general.size()); // it is no message
        cross(bob, alice);
        assertTrue(alice.introductions.knows(here));

        alice.kemBefore = Optional.empty(); // erased
        post(bob, alice, Correspondent.text("still there"));
        assertEquals(1, alice.general.size());
        assertTrue(cross(alice, bob) > 0); // its acknowledgement
        news.round(true);
        assertEquals(0, cross(alice, bob));
    }

    @Test
    void nobody_is_told_once_the_old_key_is_gone() throws Exception {
        var here = new Introductions.Peer(bob.agent(), bob.machine());
        var news = new KeyNews(alice.outbox, alice.introductions, () -> List.of(here));
        alice.renewKey();
        news.replaced();
        news.round(false);
        news.round(true);
        assertEquals(0, cross(alice, bob));
    }

    @Test
    void mail_to_the_old_key_is_answered_with_the_new_one() throws Exception {
        post(alice, bob, Correspondent.text("one"));
        cross(bob, alice);
        alice.renewKey();
        var unused = alice.introductions.replaced();
        post(bob, alice, Correspondent.text("late"));
        assertEquals(1, alice.general.size());
        cross(alice, bob); // the acknowledgement
        assertArrayEquals(alice.kem.publicKey(), bob.keys.get(alice.agent()));
    }

    @Test
    void a_payload_that_leaves_no_room_goes_without() throws Exception {
        byte[] largest = new byte[Message.MAX_PAYLOAD];
        post(alice, bob, largest);
        assertArrayEquals(largest, bob.general.getFirst().payload());
        assertEquals(Optional.empty(), Optional.ofNullable(bob.keys.get(alice.agent())));

        int room = Message.MAX_PAYLOAD - alice.advert(alice.machine()).length - 21;
        post(alice, bob, new byte[room + 1]);
        assertEquals(Optional.empty(), Optional.ofNullable(bob.keys.get(alice.agent())));
        post(alice, bob, new byte[room]);
        assertEquals(room, bob.general.get(2).payload().length);
        assertArrayEquals(alice.kem.publicKey(), bob.keys.get(alice.agent()));
    }

    @Test
    void a_message_with_a_bad_advert_does_not_count() throws Exception {
        byte[] hello = Correspondent.text("hello");
        byte[] good = alice.advert(alice.machine());
        byte[] stale = good.clone();
        byte[] garbage = good.clone();
        garbage[garbage.length - 1] ^= 1; // its signature
        clock.pass(Duration.ofMinutes(16));
        List<byte[]> bad =
                List.of(
                        stale,
                        garbage,
                        new byte[0],
                        alice.advert(bob.machine()),
                        bob.advert(alice.machine()),
                        bob.advert(bob.machine()));
        for (byte[] each : bad) {
            give(new CarriedAdvert(each, Optional.of(hello)).encode());
            give(new CarriedAdvert(each, Optional.empty()).encode());
        }
        byte[] fresh = alice.advert(alice.machine());
        byte[] inside = new CarriedAdvert(fresh, Optional.of(hello)).encode();
        give(new CarriedAdvert(fresh, Optional.of(inside)).encode());
        give(Correspondent.text("x0x-with-advert-v1\0"));

        assertEquals(2L * bad.size() + 2, bob.counters.of("incoming_advert_refused"));
        assertEquals(List.of(), bob.general);
        assertEquals(List.of(), bob.claimed);
        assertEquals(List.of(), bob.links.up(alice.machine()).take()); // and nothing is answered
        assertEquals(Optional.empty(), Optional.ofNullable(bob.keys.get(alice.agent())));

        give(new CarriedAdvert(fresh, Optional.of(hello)).encode());
        assertEquals(1, bob.general.size());
    }

    @Test
    void the_advert_is_off_before_a_prefix_is_claimed() throws Exception {
        post(alice, bob, Correspondent.CLAIMED);
        assertArrayEquals(Correspondent.CLAIMED, bob.claimed.getFirst().payload());
        assertEquals(List.of(), bob.general);
    }
}
