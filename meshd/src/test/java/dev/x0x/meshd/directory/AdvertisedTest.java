// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Arrays;

class AdvertisedTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_754_800_000);
    private static final byte[] KEM = Peer.KEM.getFirst();
    private static final Peer BOB = Peer.fresh();
    private static final Peer EVE = Peer.fresh();
    private static final Peer EVE_ON_BOBS_MACHINE = new Peer(EVE.agent(), BOB.machine());
    private static final Peer BOB_ON_EVES_MACHINE = new Peer(BOB.agent(), EVE.machine());

    @Test
    void both_records_must_speak_of_one_agent_on_the_proven_machine() {
        byte[] announcement = BOB.announcement(NOW);
        byte[] advert = BOB.advert(NOW, KEM);
        var bobs = BOB.machine().id();
        var eves = EVE.machine().id();
        refused(Refusal.ID_MISMATCH, () -> Advertised.fromHello(eves, announcement, advert));
        byte[] otherMachine = BOB_ON_EVES_MACHINE.advert(NOW, KEM);
        refused(Refusal.ID_MISMATCH, () -> Advertised.fromHello(bobs, announcement, otherMachine));
        byte[] otherAgent = EVE_ON_BOBS_MACHINE.advert(NOW, KEM);
        refused(Refusal.ID_MISMATCH, () -> Advertised.fromHello(bobs, announcement, otherAgent));
        refused(Refusal.ID_MISMATCH, () -> Advertised.fromHearsay(announcement, otherAgent));
    }

    @Test
    void whoever_holds_one_key_alone_cannot_speak_for_both() {
        var bobs = BOB.machine().id();
        byte[] advert = BOB.advert(NOW, KEM);
        // the agent's thief, with a machine key of his own under Bob's machine id
        byte[] announcement = BOB.announcement(NOW);
        byte[] changed = announcement.clone();
        changed[changed.length - 3000] ^= 1;
        assertThrows(MalformedException.class, () -> Advertised.fromHello(bobs, changed, advert));
        byte[] forged = advert.clone();
        forged[forged.length - 1] ^= 1;
        refused(Refusal.BAD_SIGNATURE, () -> Advertised.fromHello(bobs, announcement, forged));
    }

    @Test
    void an_announcement_without_the_agents_key_proves_no_advert() {
        byte[] announcement = BOB.announcement(NOW);
        // the legacy form: no magic, and no key at the end
        byte[] legacy = Arrays.copyOfRange(announcement, 4, announcement.length - 8 - 1952);
        byte[] advert = BOB.advert(NOW, KEM);
        refused(Refusal.UNSIGNED, () -> Advertised.fromHello(BOB.machine().id(), legacy, advert));
    }

    @Test
    void an_advert_in_an_envelope_is_of_its_sender() {
        byte[] advert = BOB.advert(NOW, KEM);
        byte[] bobsKey = BOB.agent().publicKey();
        refused(
                Refusal.ID_MISMATCH,
                () ->
                        Advertised.fromEnvelope(
                                EVE.agent().id(),
                                BOB.machine().id(),
                                EVE.agent().publicKey(),
                                advert));
        refused(
                Refusal.ID_MISMATCH,
                () ->
                        Advertised.fromEnvelope(
                                BOB.agent().id(), EVE.machine().id(), bobsKey, advert));
        refused(
                Refusal.ID_MISMATCH,
                () ->
                        Advertised.fromEnvelope(
                                BOB.agent().id(),
                                BOB.machine().id(),
                                EVE.agent().publicKey(),
                                advert));
        refused(
                Refusal.TRAILING_BYTES,
                () ->
                        Advertised.fromEnvelope(
                                BOB.agent().id(),
                                BOB.machine().id(),
                                bobsKey,
                                Arrays.copyOf(advert, advert.length + 1)));
    }

    // seconds from now for the advert and the announcement
    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "300, 30, true",
        "301, 0, false",
        "0, 31, false",
        "-899, -899, true",
        "-900, 0, false",
        "0, -900, false",
    })
    void times(int advert, int announcement, boolean fresh) throws Exception {
        Advertised said =
                Advertised.fromHello(
                        BOB.machine().id(),
                        BOB.announcement(NOW.plusSeconds(announcement)),
                        BOB.advert(NOW.plusSeconds(advert), KEM));
        assertEquals(fresh, said.freshAt(NOW));
    }

    @Test
    void times_beyond_counting_are_from_the_future() throws Exception {
        var agent = AgentKeys.generate(Peer.RANDOM);
        var machine = MachineKeys.generate(Peer.RANDOM);
        var peer = new Peer(agent, machine);
        Instant late = Instant.ofEpochMilli(Long.MAX_VALUE);
        assertFalse(peer.envelope(late, KEM).freshAt(NOW));
        assertFalse(peer.hello(late, KEM).freshAt(NOW));
        assertTrue(peer.hello(NOW, KEM).freshAt(NOW));
    }

    private static void refused(Refusal expected, Executable step) {
        assertEquals(expected, assertThrows(MalformedException.class, step).refusal());
    }
}
