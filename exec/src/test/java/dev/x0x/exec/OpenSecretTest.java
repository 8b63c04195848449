// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import static dev.x0x.exec.House.ALICE;
import static dev.x0x.exec.House.BOB;
import static dev.x0x.exec.House.CAROL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The secret that a request brings is erased with whatever becomes of the request. */
class OpenSecretTest {
    private static final byte[] KEY = KemKeyPair.generate(new SecureRandom()).publicKey();

    private final World world = new World();
    private final MemoryMail mail = new MemoryMail(world, 1);
    private int envelopes;
    private House bob;

    @BeforeEach
    void set() {
        bob = new House(world, mail, BOB);
    }

    private SecretKeyBytes asks(Caller caller, long number, String... argv) {
        byte[] secret = new byte[ToServer.Open.SECRET];
        Arrays.fill(secret, (byte) 7);
        SecretKeyBytes held = SecretKeyBytes.take(secret);
        RequestId id = new RequestId(7, number);
        var open = new ToServer.Open(id, held, KEY, 10_000, 0, Digest.sha256(new byte[0]));
        var asked =
                new ToServer.Request(id, List.of(argv), Optional.empty(), 30_000, Optional.empty());
        byte[] body = {(byte) envelopes++};
        long now = world.clock().instant().toEpochMilli();
        bob.server.request(
                caller, new ReceivedMail(body, Digest.sha256(body), now, () -> {}), open, asked);
        world.settle();
        return held;
    }

    private static void assertErased(String what, SecretKeyBytes secret) {
        assertThrows(IllegalStateException.class, secret::exposeSecret, what);
    }

    @Test
    void when_it_is_refused_or_repeated() {
        Caller alice = MemoryMail.trusted(ALICE);
        Caller stranger = new Caller.Untrusted(CAROL, MemoryMail.via(CAROL), false);
        SecretKeyBytes live = asks(alice, 1, "id");
        assertEquals(32, live.exposeSecret().length, "a running session needs it");
        assertErased("repeated", asks(alice, 1, "id"));
        assertErased("other content", asks(alice, 1, "echo", "5"));
        assertErased("not in the ACL", asks(alice, 2, "rm"));
        assertErased("a stranger, told", asks(stranger, 3, "id"));
        assertErased("a stranger, not told", asks(stranger, 4, "id"));
        assertErased("unverified", asks(new Caller.Unverified(CAROL, MemoryMail.via(CAROL)), 5));
        asks(alice, 6, "id");
        assertErased("no slot", asks(alice, 7, "id"));
        bob.children.started.getFirst().exit(0);
        world.settle();
        assertErased("ended", live);
    }

    @Test
    void when_the_daemon_cannot_know_of_repeats() {
        bob = new House(world, mail, BOB, List.of(), false);
        assertErased("busy", asks(MemoryMail.trusted(ALICE), 1, "id"));
        world.pass(Duration.ofSeconds(30));
        assertEquals(32, asks(MemoryMail.trusted(ALICE), 2, "id").exposeSecret().length);
    }

    @Test
    void when_the_ids_of_the_day_are_used_up() {
        List<PastRequest> past =
                LongStream.range(0, 8_192)
                        .mapToObj(
                                i ->
                                        new PastRequest(
                                                ALICE,
                                                new RequestId(8, i),
                                                world.clock().millis(),
                                                new byte[32],
                                                Digest.sha256(new RequestId(9, i).bytes()),
                                                Optional.empty()))
                        .toList();
        bob = new House(world, mail, BOB, past, true);
        assertErased("rate limited", asks(MemoryMail.trusted(ALICE), 1, "id"));
        assertEquals(List.of(), bob.children.started);
    }

    @Test
    void when_the_daemon_has_stopped() {
        bob.server.close();
        assertErased("stopped", asks(MemoryMail.trusted(ALICE), 1, "id"));
    }
}
