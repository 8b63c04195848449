// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;

import org.junit.jupiter.api.Test;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;

class QuicLinksTest {
    @Test
    void a_link_carries_exact_bytes_both_ways() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link there = a.dial(b);
            Link back = b.to(a);
            assertEquals(b.machine, there.peer());
            assertEquals(a.machine, back.peer());
            assertTrue(there.weDialled());
            assertFalse(back.weDialled());
            assertSame(there, a.dial(b));
            Random random = new Random(1);
            for (int size : new int[] {0, 1, 4, 5, 1000, 65_536, Link.MAX_FRAME}) {
                byte[] frame = new byte[size];
                random.nextBytes(frame);
                assertTrue(there.send(FramePriority.EXEC, frame.clone()));
                assertTrue(back.send(FramePriority.EXEC, frame.clone()));
                Peer.await("frames", () -> a.frames.size() == 1 && b.frames.size() == 1);
                assertArrayEquals(frame, a.frames.remove());
                assertArrayEquals(frame, b.frames.remove());
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> there.send(FramePriority.EXEC, new byte[Link.MAX_FRAME + 1]));
            Peer.await("rtt", () -> !there.rtt().isZero() && !back.rtt().isZero());
            LinkView view = a.links.views().getFirst();
            assertEquals(7, view.framesIn());
            assertEquals(7, view.framesOut());
            assertEquals(9000, there.hello().announcement().length);
            assertFalse(view.suspect());
            assertEquals(1, a.ups.size());
            assertEquals(0, a.downs.size());
            assertEquals(1, a.links.counters().dialled());
            assertEquals(1, b.links.counters().accepted());
        }
    }

    @Test
    void a_stop_is_told_and_delivers_what_was_queued() throws Exception {
        try (Peer a = new Peer()) {
            try (Peer b = new Peer()) {
                a.dial(b);
                Link back = b.to(a);
                for (int i = 0; i < 200; i++) {
                    assertTrue(back.send(FramePriority.EXEC, new byte[8000]));
                }
            }
            Peer.await("down", () -> !a.downs.isEmpty());
            assertEquals(DownCause.STOPPING, a.downs.peek());
            assertEquals(200, a.frames.size());
            assertTrue(a.links.views().isEmpty());
        }
    }

    @Test
    void another_machine_than_the_pinned_one_is_refused_in_the_handshake() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer();
                Peer c = new Peer()) {
            DialException refused =
                    assertThrows(
                            DialException.class,
                            () -> a.links.dial(c.machine, b.address(), Peer.PATIENCE));
            assertEquals(DownCause.WRONG_MACHINE, refused.why());
            assertEquals(1, a.refused(DownCause.WRONG_MACHINE));
            assertTrue(a.ups.isEmpty());
            b.awaitRefused(DownCause.BAD_CERTIFICATE);
            assertTrue(b.ups.isEmpty());
        }
    }

    @Test
    void another_network_is_refused_by_name() throws Exception {
        byte[] other = Peer.NETWORK.clone();
        other[3] = 1;
        try (Peer a = new Peer();
                Peer b = new Peer(Peer.Wishes.usual().withNetwork(other))) {
            DialException refused = assertThrows(DialException.class, () -> a.dial(b));
            assertEquals(DownCause.WRONG_NETWORK, refused.why());
            assertEquals(1, b.refused(DownCause.WRONG_NETWORK));
            assertTrue(b.ups.isEmpty() && a.ups.isEmpty());
        }
    }

    @Test
    void policy_refuses_by_name() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer(Peer.Wishes.usual().withAdmits(any -> false))) {
            DialException refused = assertThrows(DialException.class, () -> a.dial(b));
            assertEquals(DownCause.REFUSED_BY_POLICY, refused.why());
            assertTrue(b.ups.isEmpty() && a.ups.isEmpty());
            b.dial(a); // whom we dial is our own choice
        }
    }

    @Test
    void records_of_another_machine_are_a_mismatch() throws Exception {
        HelloVerifier strict =
                (proven, announcement, advert) ->
                        new HelloVerifier.Refused(
                                DownCause.HELLO_MISMATCH, "the advert names another machine");
        try (Peer a = new Peer();
                Peer b = new Peer(Peer.Wishes.usual().withVerifier(strict))) {
            DialException refused = assertThrows(DialException.class, () -> a.dial(b));
            assertEquals(DownCause.HELLO_MISMATCH, refused.why());
            assertTrue(refused.getMessage().contains("the advert names another machine"));
            DialException ours = assertThrows(DialException.class, () -> b.dial(a));
            assertEquals(DownCause.HELLO_MISMATCH, ours.why());
            assertTrue(b.ups.isEmpty());
        }
    }

    @Test
    void a_bootstrap_address_is_dialled_without_knowing_who_answers() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link there = a.links.dial(b.address(), Peer.PATIENCE);
            assertEquals(b.machine, there.peer(), "proven all the same");
            assertSame(there, a.links.dial(b.address(), Peer.PATIENCE), "one link to a pair");
            assertSame(there, a.dial(b));
        }
    }

    @Test
    void a_bootstrap_address_may_be_our_own() throws Exception {
        try (Peer a = new Peer()) {
            DialException refused =
                    assertThrows(
                            DialException.class, () -> a.links.dial(a.address(), Peer.PATIENCE));
            assertEquals(DownCause.SELF, refused.why());
            assertTrue(refused.getMessage().startsWith("no link to anyone at"));
        }
    }

    @Test
    void nobody_at_a_bootstrap_address_is_said() throws Exception {
        InetSocketAddress gone;
        try (Peer b = new Peer()) {
            gone = b.address();
        }
        try (Peer a = new Peer()) {
            assertThrows(DialException.class, () -> a.links.dial(gone, Duration.ofMillis(300)));
        }
    }

    @Test
    void we_do_not_dial_ourselves() throws Exception {
        try (Peer a = new Peer();
                Peer twin = new Peer(Peer.Wishes.usual().withKey(a.key))) {
            assertEquals(DownCause.SELF, assertThrows(DialException.class, () -> a.dial(a)).why());
            assertTrue(twin.ups.isEmpty());
        }
    }

    @Test
    void nobody_there_is_a_timeout() throws Exception {
        try (Peer a = new Peer();
                DatagramSocket mute = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress there = (InetSocketAddress) mute.getLocalSocketAddress();
            MachineId nobody = MachineId.of(new byte[32]);
            DialException refused =
                    assertThrows(
                            DialException.class,
                            () -> a.links.dial(nobody, there, Duration.ofMillis(300)));
            assertEquals(DownCause.TIMEOUT, refused.why());
        }
    }

    @Test
    void one_socket_serves_both_families() throws Exception {
        InetAddress any = InetAddress.ofLiteral("::");
        try (Peer b = new Peer(Peer.Wishes.usual().withBind(any));
                Peer four = new Peer(Peer.Wishes.usual().withBind(any));
                Peer six = new Peer(Peer.Wishes.usual().withBind(any))) {
            int port = b.address().getPort();
            four.links.dial(
                    b.machine,
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    Peer.PATIENCE);
            six.links.dial(
                    b.machine,
                    new InetSocketAddress(InetAddress.ofLiteral("::1"), port),
                    Peer.PATIENCE);
            assertEquals(2, b.links.views().size());
        }
    }
}
