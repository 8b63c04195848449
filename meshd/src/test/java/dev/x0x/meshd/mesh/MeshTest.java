// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.x0x.identity.AgentId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.link.FramePriority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** Whole nodes of the mesh in one process: everything but QUIC and the disk. */
class MeshTest {
    private final Village village = new Village();
    private Villager alice;
    private Villager relay;
    private Villager bob;

    /** Alice and Bob know only the relay. */
    @BeforeEach
    void meet() throws Exception {
        alice = village.villager();
        relay = village.villager();
        bob = village.villager();
        relay.start();
        alice.start(relay.address());
        bob.start(relay.address());
        Village.await("neighbours", () -> alice.mesh.neighbours() && bob.mesh.neighbours());
    }

    @AfterEach
    void leave() {
        village.close();
    }

    @Test
    void a_record_reaches_everyone_and_is_verified_on_the_way() {
        alice.speak();
        Village.await("alice's word", () -> bob.heard(RecordKind.ANNOUNCEMENT, alice.id()));
    }

    @Test
    void a_forged_record_goes_nowhere() {
        alice.speak();
        Village.await("alice's word", () -> relay.heard(RecordKind.ANNOUNCEMENT, alice.id()));
        alice.speakForged();
        Village.await("the forgery is counted", () -> relay.invalid() > 0);
        Village.await("its sender is no neighbour", () -> !relay.isNeighbour(alice.id()));
        assertFalse(bob.heardForged());
        assertFalse(relay.heardForged());
    }

    @Test
    void an_agent_is_found_by_its_id() throws Exception {
        var found = alice.mesh.seek(SignedRecords.advertsOf(bob.agent())).get(60, SECONDS);
        assertEquals(bob.id(), SignedRecords.advert(found.orElseThrow().bytes()).machine());
        var nobody = alice.mesh.seek(SignedRecords.advertsOf(AgentId.of(new byte[32])));
        assertEquals(Optional.empty(), nobody.get(60, SECONDS));
    }

    @Test
    void a_message_goes_through_the_relay() {
        bob.speak();
        Village.await("a way to bob", () -> alice.mesh.reaches(bob.id()));
        byte[] frame = alice.carrier(bob.id(), "hello");
        assertTrue(alice.mesh.post(frame, 0));
        Village.await("the message", () -> !bob.carriers.isEmpty());
        byte[] got = bob.carriers.getFirst();
        frame[82] = got[82]; // the hop limit alone may change
        assertArrayEquals(frame, got);
        assertEquals(relay.id(), bob.via.getFirst());
    }

    @Test
    void many_messages_arrive_once_each() {
        bob.speak();
        Village.await("a way to bob", () -> alice.mesh.reaches(bob.id()));
        int sent = 0;
        while (sent < 200) {
            if (alice.mesh.post(alice.carrier(bob.id(), "message " + sent), 0)) {
                sent++;
            } else {
                Thread.onSpinWait();
            }
        }
        Village.await("all of them", () -> bob.carriers.size() >= 200);
        assertEquals(200, bob.carriers.stream().map(Village::key).distinct().count());
        assertEquals(200, bob.carriers.size());
    }

    @Test
    void bytes_that_are_no_frame_are_held_against_their_sender() {
        relay.linkTo(alice).send(FramePriority.EXEC, new byte[] {2, 99, 1});
        Village.await("a bad score", () -> alice.score(relay.id()) < 0);
    }

    @Test
    void heartbeats_make_a_machine_known_to_be_alive() {
        var beats =
                new Heartbeats(
                        bob.keys(), Village.NETWORK, 1, Village.RANDOM, bob.heartbeatOutput());
        beats.tick(Duration.ZERO, village.wallMs(), Duration.ofSeconds(30));
        Village.await("a way to bob", () -> alice.mesh.reaches(bob.id()));
    }
}
