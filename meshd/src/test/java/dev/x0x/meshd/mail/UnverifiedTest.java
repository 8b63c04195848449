// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.CarrierFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** What waits for its signatures to be verified is bounded (DECISIONS D1). */
final class UnverifiedTest {
    private static final int MIB = 1024 * 1024;

    private final Correspondent.Clock clock = new Correspondent.Clock();
    private final Correspondent alice = new Correspondent(clock);
    private final Correspondent bob = new Correspondent(clock);

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static FakeLink link(int number) {
        return new FakeLink(MachineId.of(ByteBuffer.allocate(32).putInt(number).array()));
    }

    @Test
    void aLinkHasOneMebibyteAndNotAByteMore() {
        var unverified = new Unverified();
        FakeLink link = link(1);
        assertTrue(unverified.admit(link, MIB - 1));
        assertFalse(unverified.admit(link, 2));
        assertTrue(unverified.admit(link, 1));
        unverified.release(link, 1);
        assertFalse(unverified.admit(link, 2));
        unverified.release(link, MIB - 1);
        assertTrue(unverified.admit(link, MIB));
    }

    @Test
    void allLinksTogetherHaveThirtyTwo() {
        var unverified = new Unverified();
        for (int i = 0; i < 32; i++) {
            assertTrue(unverified.admit(link(i), MIB));
        }
        assertFalse(unverified.admit(link(99), 1));
    }

    /** However handling ends, its bytes are free again. */
    @Test
    void everyEndGivesTheBytesBack() throws Exception {
        bob.trusts(alice, TrustDecision.ACCEPT);
        var unused = bob.meet(alice);
        byte[] good = alice.sealed(bob.recipient(), alice.message("hello")).encode();
        byte[] torn = alice.frame(bob.machine(), alice.message(""), new byte[60_000]).encode();
        byte[] failing = alice.sealed(bob.recipient(), alice.message("hello")).encode();
        bob.receive(alice, List.of(good, good, torn));
        assertEquals(0, bob.inbox.unverifiedBytes());

        bob.crypto =
                _ -> {
                    throw new RejectedExecutionException("stopping");
                };
        bob.receive(alice, List.of(torn));
        assertEquals(0, bob.inbox.unverifiedBytes());
        assertEquals(1, bob.counters.of("incoming_dropped_stopping"));

        bob.crypto = Runnable::run;
        bob.inbox.unclaimed(
                _ -> {
                    throw new IllegalStateException("a fault of a listener");
                });
        bob.receive(alice, List.of(failing));
        assertEquals(0, bob.inbox.unverifiedBytes());
    }

    @Test
    void aFloodIsDroppedAndCountedAndOtherLinksGoOn() throws Exception {
        bob.trusts(alice, TrustDecision.ACCEPT);
        Correspondent mallory = new Correspondent(clock);
        byte[] torn = mallory.frame(bob.machine(), mallory.message(""), new byte[60_000]).encode();
        CarrierFrame good = alice.sealed(bob.recipient(), alice.message("hello"));
        var work = new ArrayDeque<Runnable>();
        bob.crypto = work::add;
        int room = MIB / torn.length;
        bob.receive(mallory, Collections.nCopies(room + 5, torn));
        bob.receive(alice, List.of(good.encode()));
        assertEquals(5, bob.counters.of("incoming_unverified_full"));
        assertEquals(room + 1, work.size());
        assertTrue(bob.inbox.unverifiedBytes() > (long) room * torn.length);
        bob.crypto = Runnable::run;
        work.forEach(Runnable::run);
        assertEquals(1, bob.general.size());
        mallory.close();
    }
}
