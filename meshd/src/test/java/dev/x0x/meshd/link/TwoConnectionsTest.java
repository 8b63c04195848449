// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class TwoConnectionsTest {
    private static final Duration FAST = Duration.ofMillis(200);

    /** Two peers, the one with the smaller id first. */
    private static List<Peer> pair() throws Exception {
        Peer one = new Peer();
        Peer other = new Peer();
        return one.machine.compareTo(other.machine) < 0 ? List.of(one, other) : List.of(other, one);
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> all = new ArrayList<>();
            for (Callable<T> each : tasks) {
                all.add(
                        pool.submit(
                                () -> {
                                    go.await();
                                    return each.call();
                                }));
            }
            go.countDown();
            List<T> out = new ArrayList<>();
            for (Future<T> each : all) {
                out.add(each.get());
            }
            return out;
        }
    }

    @Test
    void both_dial_at_once_and_the_smaller_ones_connection_stays() throws Exception {
        for (int round = 0; round < 10; round++) {
            List<Peer> both = pair();
            try (Peer small = both.getFirst();
                    Peer big = both.getLast()) {
                List<Link> links = together(List.of(() -> small.dial(big), () -> big.dial(small)));
                for (int sent = 0; sent < 400; sent++) {
                    Peer.await(
                            "room", () -> links.getFirst().send(FramePriority.EXEC, new byte[99]));
                    Peer.await(
                            "room", () -> links.getLast().send(FramePriority.EXEC, new byte[99]));
                }
                Peer.await(
                        "every frame",
                        () -> small.frames.size() == 400 && big.frames.size() == 400);
                boolean twice =
                        small.links.counters().dialled() + small.links.counters().accepted() != 1;
                assertFalse(twice, "a link was counted twice");
                assertEquals(1, small.ups.size());
                assertEquals(1, big.ups.size());
                Peer.await(
                        "the rest to be closed",
                        () -> small.connections() == 1 && big.connections() == 1);
                assertEquals(
                        small.links.views().getFirst().weDialled(),
                        !big.links.views().getFirst().weDialled());
                assertTrue(small.downs.isEmpty() && big.downs.isEmpty());
            }
        }
    }

    @Test
    void many_dials_of_one_peer_share_one_link() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            List<Callable<Link>> dials = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                dials.add(() -> a.dial(b));
            }
            assertEquals(1, together(dials).stream().distinct().count());
            assertEquals(1, b.links.counters().accepted());
            assertEquals(1, b.connections());
        }
    }

    @Test
    void two_addresses_of_one_peer_end_as_one_link() throws Exception {
        for (Peer from : pair()) {
            try (Peer a = from;
                    Peer b = new Peer();
                    UdpRelay relay = new UdpRelay(b.address())) {
                together(
                        List.<Callable<Link>>of(
                                () -> a.dial(b),
                                () -> a.links.dial(b.machine, relay.address(), Peer.PATIENCE)));
                long start = System.nanoTime();
                Peer.await("one", () -> a.connections() == 1 && b.connections() == 1);
                assertTrue(
                        System.nanoTime() - start < Duration.ofSeconds(5).toNanos(),
                        "the other was drained, not given up on");
                Link link = a.links.to(b.machine).orElseThrow();
                assertTrue(link.send(FramePriority.EXEC, new byte[1]));
                assertTrue(b.to(a).send(FramePriority.EXEC, new byte[1]));
                Peer.await("frames", () -> a.frames.size() == 1 && b.frames.size() == 1);
                assertEquals(1, b.ups.size());
                assertTrue(a.downs.isEmpty() && b.downs.isEmpty());
            }
        }
    }

    @Test
    void a_dead_peer_is_noticed_by_its_silence() throws Exception {
        try (Peer a = new Peer(Peer.Wishes.usual().withKeepAlive(FAST));
                Peer b = new Peer(Peer.Wishes.usual().withKeepAlive(FAST));
                UdpRelay relay = new UdpRelay(b.address())) {
            Link link = a.links.dial(b.machine, relay.address(), Peer.PATIENCE);
            b.to(a);
            relay.cut();
            Peer.await("silence", () -> !a.downs.isEmpty() && !b.downs.isEmpty());
            assertEquals(DownCause.SILENT, a.downs.peek());
            assertEquals(DownCause.SILENT, b.downs.peek());
            assertFalse(link.send(FramePriority.EXEC, new byte[1]));
            assertTrue(a.links.to(b.machine).isEmpty());
            a.dial(b);
            assertEquals(2, a.ups.size());
        }
    }

    @Test
    void a_connection_that_only_we_believe_in_gives_way() throws Exception {
        // The bigger id has lost the connection that the smaller dialled, and dials anew. By the
        // rule the smaller one's stays; it is dead, so it must not.
        List<Peer> both = pair();
        try (Peer small = both.getFirst();
                Peer big = both.getLast();
                UdpRelay relay = new UdpRelay(big.address())) {
            small.links.dial(big.machine, relay.address(), Peer.PATIENCE);
            big.to(small);
            relay.cut();
            big.forget(small);
            Link anew = big.dial(small);
            assertTrue(anew.send(FramePriority.EXEC, new byte[1]));
            Peer.await("the frame", () -> !small.frames.isEmpty());
            Peer.await("the dead one to go", () -> small.connections() == 1);
            assertTrue(small.to(big).send(FramePriority.EXEC, new byte[2]));
            Peer.await("an answer", () -> !big.frames.isEmpty());
            assertTrue(small.downs.isEmpty(), "the link never was down");
            assertFalse(small.to(big).weDialled());
        }
    }

    @Test
    void a_restarted_peer_is_a_new_link() throws Exception {
        try (Peer a = new Peer();
                Peer before = new Peer();
                UdpRelay relay = new UdpRelay(before.address())) {
            a.links.dial(before.machine, relay.address(), Peer.PATIENCE);
            relay.cut();
            try (Peer after = new Peer(Peer.Wishes.usual().withKey(before.key).withBootEpoch(2))) {
                after.dial(a);
                Peer.await("down and up", () -> a.downs.size() == 1 && a.ups.size() == 2);
                assertEquals(DownCause.PEER_RESTARTED, a.downs.peek());
                assertEquals(2, a.to(after).hello().bootEpoch());
                assertTrue(a.to(after).send(FramePriority.EXEC, new byte[1]));
                Peer.await("the frame", () -> after.frames.size() == 1);
            }
        }
    }

    @Test
    void a_link_survives_a_new_address_of_the_peer() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer();
                UdpRelay relay = new UdpRelay(b.address())) {
            Link link = a.links.dial(b.machine, relay.address(), Peer.PATIENCE);
            Link back = b.to(a);
            var before = back.remote();
            relay.rebind();
            assertTrue(link.send(FramePriority.EXEC, new byte[1]));
            Peer.await("the frame", () -> b.frames.size() == 1);
            assertTrue(back.send(FramePriority.EXEC, new byte[1]));
            Peer.await("the answer", () -> a.frames.size() == 1);
            Peer.await("the new address", () -> !back.remote().equals(before));
            assertTrue(a.downs.isEmpty() && b.downs.isEmpty());
        }
    }

    @Test
    void a_close_names_its_reason() throws Exception {
        try (Peer a = new Peer();
                Peer b = new Peer()) {
            Link link = a.dial(b);
            b.to(a);
            link.close("blocked by the operator");
            Peer.await("down", () -> !a.downs.isEmpty() && !b.downs.isEmpty());
            assertEquals(DownCause.CLOSED, a.downs.peek());
            assertEquals(DownCause.CLOSED, b.downs.peek());
            assertFalse(link.send(FramePriority.EXEC, new byte[1]));
        }
    }
}
