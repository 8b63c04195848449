// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.hostile.MeshGround.Took;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * Attacks on a relay's frames (MESH.md §6) while commands pass it: they go on, the relay lives and
 * stays small, and who attacks is cut off.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeshAttacksTest {
    /** As a debt of the collector's laziness; without bounds it would be the heap's 512. */
    private static final long MOST_GROWTH_MIB = 400;

    private static final int PAYLOAD = 16;
    private static final int ECHO = 2;

    @RegisterExtension static final Fleet fleet = new Fleet();
    static MeshGround ground;
    static List<Took> before;
    static List<Took> during = new ArrayList<>();
    static long resident;

    @BeforeAll
    static void start() throws Exception {
        ground = new MeshGround(fleet);
        ground.commands(5);
        before = ground.commands(10);
        resident = ground.resident();
    }

    @AfterAll
    static void stop() throws Exception {
        if (ground != null) {
            ground.end();
        }
    }

    @AfterEach
    void nothing_happened() {
        during.addAll(ground.commands(2));
        ground.nothingHappened();
    }

    /** How many MiB rita has grown by; fails if that is too much. */
    private static long small() throws Exception {
        long growth = ground.resident() - resident;
        assertTrue(growth < MOST_GROWTH_MIB, "the relay grew by " + growth + " MiB");
        return growth;
    }

    /** A neighbour does this until rita takes its link; commands pass her all the while. */
    private static String cutOffFor(String kind, Object... more) {
        String by = ground.neighbour();
        String attack = ground.begin(by, kind, more);
        during.addAll(ground.commands(1));
        ground.awaitCutOff(by);
        Await.until("the attack is over", () -> ground.over(attack));
        return by;
    }

    @Test
    @Order(1)
    void records_beyond_the_quota_are_not_passed_on() {
        long over = ground.gossip("broadcast_over_quota");
        cutOffFor("flood");
        assertTrue(ground.gossip("broadcast_over_quota") > over + 50);
    }

    @Test
    @Order(3)
    void a_record_said_again_and_again() {
        long again = ground.gossip("broadcast_duplicates") + ground.gossip("broadcast_stale");
        cutOffFor("replay");
        assertTrue(
                ground.gossip("broadcast_duplicates") + ground.gossip("broadcast_stale") > again);
    }

    @Test
    @Order(4)
    void other_words_under_a_true_signature() {
        long invalid = ground.gossip("broadcast_invalid");
        cutOffFor("swap");
        assertTrue(ground.gossip("broadcast_invalid") > invalid);
    }

    @Test
    @Order(5)
    void announcements_revocations_adverts_and_chains_nobody_signed() {
        for (int kind = 0; kind < 4; kind++) {
            long invalid = ground.gossip("broadcast_invalid");
            cutOffFor("forge", "only", kind);
            assertTrue(ground.gossip("broadcast_invalid") > invalid, "kind " + kind);
        }
    }

    @Test
    @Order(6)
    void ids_of_nothing() {
        for (String kind : List.of("ihave", "graft", "want", "digest", "lookup")) {
            cutOffFor(kind);
        }
        assertTrue(ground.gossip("missing_ids") <= 16_384, "MESH.md row 35");
    }

    @Test
    @Order(7)
    void promised_and_withheld() {
        long broken = ground.gossip("broadcast_broken_promises");
        String by = ground.neighbour();
        String unused = ground.begin(by, "ihave", "times", 2);
        ground.awaitCutOff(by);
        assertTrue(ground.gossip("broadcast_broken_promises") > broken);
    }

    @Test
    @Order(8)
    void frames_that_are_none() {
        cutOffFor("malformed");
        String stranger = ground.linked(); // no neighbour: the same
        String unused = ground.begin(stranger, "malformed");
        ground.awaitCutOff(stranger);
    }

    @Test
    @Order(9)
    void machines_that_are_nowhere_are_not_looked_for() throws Exception {
        try (DatagramSocket victim = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String by = ground.neighbour();
            String attack = ground.begin(by, "poison", "at", "127.0.0.1:" + victim.getLocalPort());
            during.addAll(ground.commands(2));
            if (ground.link(ground.hostile.self(by).machineId()).isPresent()) {
                Await.until("some are said", () -> ground.said(attack) > 200);
            }
            ground.stop(attack);
            during.addAll(ground.commands(2));
            victim.setSoTimeout(100);
            try {
                victim.receive(new DatagramPacket(new byte[1], 1));
                throw new AssertionError("rita sent a packet where a stranger told her to");
            } catch (SocketTimeoutException e) {
                assertTrue(ground.gossip("book") <= 1_024);
            }
        }
    }

    @Test
    @Order(10)
    void messages_to_third_parties() {
        long dropped = ground.gossip("unicast_dropped");
        String by = ground.neighbour();
        String attack = ground.begin(by, "unicast", "times", 400);
        String other = ground.neighbour();
        String aimed =
                ground.begin(other, "unicast_to", "machine", ground.bob.machineId(), "times", 400);
        during.addAll(ground.commands(3));
        Await.until(
                "all is said", MeshGround.LONG, () -> ground.over(attack) && ground.over(aimed));
        Await.until(
                "what is too much is dropped",
                MeshGround.LONG,
                () -> ground.gossip("unicast_dropped") > dropped);
        ground.hostile.hangUp(by, ground.rita);
        ground.hostile.hangUp(other, ground.rita);
    }

    /** Comes up as a link and then says this; answers how rita closed it. */
    private static String closedFor(long length, int type, boolean control, int zeros) {
        String name = ground.machine();
        ground.hostile.introduce(ground.rita);
        ground.hostile.ask(
                line("wire", "as", name, "by", name, "to", ground.rita.name(), "hello", true));
        String id = ground.hostile.self(name).machineId();
        Await.until("a link", () -> ground.link(id).isPresent());
        ground.hostile.ask(
                line(
                        "wire_say",
                        "as",
                        name,
                        "length",
                        length,
                        "type",
                        type,
                        "control",
                        control,
                        "zeros",
                        zeros));
        Await.until("rita closes", MeshGround.LONG, () -> ground.link(id).isEmpty());
        return ground.hostile.ask(line("wire_closed", "as", name)).get("closed").asText();
    }

    @Test
    @Order(11)
    void lengths_beyond_every_limit() throws Exception {
        long oversize = ground.transport("down_oversize");
        closedFor(1L << 31, PAYLOAD, false, 16);
        closedFor((1L << 32) - 1, PAYLOAD, false, 16);
        closedFor(72 * 1_024 + 1, PAYLOAD, false, 16);
        closedFor(1L << 31, ECHO, true, 16);
        assertEquals(oversize + 4, ground.transport("down_oversize"));
        assertEquals("", ground.rita.stderr().contains("OutOfMemory") ? "out of memory" : "");
    }

    @Test
    @Order(13)
    void frames_and_handshakes_that_never_end() throws Exception {
        for (int i = 0; i < 6; i++) {
            String name = ground.machine();
            ground.hostile.introduce(ground.rita);
            ground.hostile.ask(
                    line("wire", "as", name, "by", name, "to", ground.rita.name(), "hello", true));
            String id = ground.hostile.self(name).machineId();
            Await.until("a link", () -> ground.link(id).isPresent());
            ground.hostile.ask(
                    line(
                            "wire_say",
                            "as",
                            name,
                            "length",
                            70_000,
                            "type",
                            PAYLOAD,
                            "zeros",
                            35_000));
        }
        String mute = ground.machine();
        for (int i = 0; i < 12; i++) { // eight for one address
            ground.hostile.ask(
                    line(
                            "wire",
                            "as",
                            "mute" + i,
                            "by",
                            mute,
                            "to",
                            ground.rita.name(),
                            "mute",
                            true));
        }
        during.addAll(ground.commands(3));
        Await.until("one too many is refused", () -> ground.transport("refused_busy") > 0);
        small();
    }

    @Test
    @Order(12)
    void all_of_it_at_once() throws Exception {
        List<String> names = new ArrayList<>();
        for (String kind :
                List.of(
                        "flood",
                        "replay",
                        "swap",
                        "forge",
                        "ihave",
                        "graft",
                        "malformed",
                        "unicast")) {
            names.add(ground.begin(ground.neighbour(), kind));
        }
        List<Took> worst = ground.commands(10);
        names.forEach(ground::stop);
        during.addAll(worst);
        System.out.printf(
                "a command through the relay, median ms: %.1f alone, %.1f under one attack or"
                        + " another, %.1f under all; the relay grew by %d MiB%n",
                MeshGround.median(before),
                MeshGround.median(during),
                MeshGround.median(worst),
                small());
        assertTrue(
                MeshGround.median(during) < 10_000 + 20 * MeshGround.median(before),
                "commands crawl");
    }
}
