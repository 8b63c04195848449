// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.ContactRefusedException.Reason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class ContactStoreTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochSecond(1_754_800_000));
    private static final AgentId BOB = AgentId.of(filled(0x22));
    private static final AgentId EVE = AgentId.of(filled(0x55));
    private static final MachineId LAPTOP = MachineId.of(filled(0x33));
    private static final MachineId TOWER = MachineId.of(filled(0x44));

    @TempDir Path directory;
    private ContactStore store;

    @BeforeEach
    void fresh() throws Exception {
        reopen();
    }

    private void reopen() throws Exception {
        store = ContactStore.open(directory.resolve("contacts.json"), CLOCK, _ -> {});
    }

    @Test
    void a_stranger_is_nobody() throws Exception {
        assertEquals(TrustDecision.UNKNOWN, store.judge(BOB, LAPTOP));
        assertFalse(store.isContact(BOB));
        assertFalse(store.blocked(BOB));
        assertFalse(store.remove(BOB));
        assertEquals(Optional.empty(), store.machines(BOB));
        assertFalse(store.pin(BOB, LAPTOP));
        assertFalse(store.unpin(BOB, LAPTOP));
        assertFalse(store.removeMachine(BOB, LAPTOP));
        assertEquals(List.of(), store.revocations(BOB));
    }

    @Test
    void a_deleted_blocked_contact_stays_blocked_over_a_restart() throws Exception {
        store.add(EVE, TrustLevel.BLOCKED, Optional.of("eve"));
        assertTrue(store.remove(EVE));
        assertFalse(store.remove(EVE));
        reopen();
        assertFalse(store.isContact(EVE));
        assertTrue(store.blocked(EVE));
        assertEquals(TrustDecision.REJECT_BLOCKED, store.judge(EVE, LAPTOP));
        // nothing but an explicit level lifts it
        store.addMachine(EVE, LAPTOP, Optional.empty(), true);
        assertEquals(TrustDecision.REJECT_BLOCKED, store.judge(EVE, LAPTOP));
        assertTrue(store.remove(EVE));
        store.change(EVE, Optional.empty(), Optional.of(IdentityType.TRUSTED));
        assertEquals(TrustDecision.REJECT_BLOCKED, store.judge(EVE, LAPTOP));
        store.setTrust(EVE, TrustLevel.TRUSTED);
        assertEquals(TrustDecision.ACCEPT, store.judge(EVE, LAPTOP));
        assertEquals(List.of(), store.revocations(EVE));
        assertTrue(store.remove(EVE));
        assertEquals(TrustDecision.UNKNOWN, store.judge(EVE, LAPTOP));
    }

    @Test
    void a_revocation_is_for_good() throws Exception {
        store.add(EVE, TrustLevel.TRUSTED, Optional.empty());
        store.revoke(EVE, "laptop stolen", Optional.of(BOB));
        store.revoke(EVE, "again", Optional.of(BOB));
        assertEquals(1, store.revocations(EVE).size());
        assertEquals("laptop stolen", store.revocations(EVE).getFirst().reason());
        assertEquals(List.of(), store.revocations(BOB));
        assertEquals(TrustLevel.BLOCKED, store.find(EVE).orElseThrow().level());
        refused(Reason.AGENT_REVOKED, () -> store.setTrust(EVE, TrustLevel.KNOWN));
        refused(Reason.AGENT_REVOKED, () -> store.add(EVE, TrustLevel.TRUSTED, Optional.empty()));
        assertTrue(store.remove(EVE));
        reopen();
        assertEquals(TrustDecision.REJECT_BLOCKED, store.judge(EVE, LAPTOP));
        refused(Reason.AGENT_REVOKED, () -> store.setTrust(EVE, TrustLevel.UNKNOWN));
        store.add(EVE, TrustLevel.BLOCKED, Optional.empty());
        store.remove(EVE);
        assertEquals(1, store.revocations(EVE).size());
    }

    @Test
    void the_mark_of_a_deleted_contact_is_no_reason() {
        refused(
                Reason.BAD_REASON,
                () -> store.revoke(EVE, LocalRevocation.DELETED_WHILE_BLOCKED, Optional.empty()));
    }

    @Test
    void revoking_whom_a_block_was_kept_on_makes_it_permanent() throws Exception {
        store.add(EVE, TrustLevel.BLOCKED, Optional.empty());
        store.remove(EVE);
        store.revoke(EVE, "known thief", Optional.empty());
        refused(Reason.AGENT_REVOKED, () -> store.setTrust(EVE, TrustLevel.KNOWN));
        assertEquals(1, store.revocations(EVE).size());
    }

    @Test
    void adding_again_keeps_machines_pins_and_age() throws Exception {
        store.add(BOB, TrustLevel.TRUSTED, Optional.of("bob"));
        store.addMachine(BOB, LAPTOP, Optional.of("laptop"), true);
        Contact before = store.find(BOB).orElseThrow();
        store.add(BOB, TrustLevel.KNOWN, Optional.empty());
        assertEquals(before.withLevel(TrustLevel.KNOWN), store.find(BOB).orElseThrow());
        store.add(BOB, TrustLevel.TRUSTED, Optional.of("robert"));
        assertEquals(before.withLabel(Optional.of("robert")), store.find(BOB).orElseThrow());
        assertFalse(store.addMachine(BOB, LAPTOP, Optional.empty(), false));
        assertEquals(List.of(LAPTOP), store.find(BOB).orElseThrow().pinned());
        assertEquals(Optional.of("laptop"), store.machines(BOB).orElseThrow().getFirst().label());
    }

    @Test
    void trust_lifts_an_anonymous_contact_to_known() throws Exception {
        store.setTrust(BOB, TrustLevel.UNKNOWN);
        assertEquals(IdentityType.ANONYMOUS, store.find(BOB).orElseThrow().type());
        store.setTrust(BOB, TrustLevel.KNOWN);
        assertEquals(IdentityType.KNOWN, store.find(BOB).orElseThrow().type());
        store.change(BOB, Optional.empty(), Optional.of(IdentityType.TRUSTED));
        store.setTrust(BOB, TrustLevel.TRUSTED);
        assertEquals(IdentityType.TRUSTED, store.find(BOB).orElseThrow().type());
    }

    @Test
    void pins_decide_from_where() throws Exception {
        store.add(BOB, TrustLevel.TRUSTED, Optional.empty());
        assertTrue(store.addMachine(BOB, LAPTOP, Optional.empty(), false));
        assertEquals(TrustDecision.ACCEPT, store.judge(BOB, TOWER));
        assertTrue(store.pin(BOB, LAPTOP));
        assertEquals(TrustDecision.ACCEPT, store.judge(BOB, LAPTOP));
        assertEquals(TrustDecision.REJECT_MACHINE_MISMATCH, store.judge(BOB, TOWER));
        assertFalse(store.pin(BOB, TOWER));
        assertTrue(store.addMachine(BOB, TOWER, Optional.empty(), true));
        assertEquals(TrustDecision.ACCEPT, store.judge(BOB, TOWER));
        assertTrue(store.unpin(BOB, LAPTOP));
        assertEquals(TrustDecision.REJECT_MACHINE_MISMATCH, store.judge(BOB, LAPTOP));
        assertTrue(store.removeMachine(BOB, TOWER));
        assertEquals(IdentityType.KNOWN, store.find(BOB).orElseThrow().type());
    }

    @Test
    void nobody_is_locked_out_by_a_pin_that_is_not_there() throws Exception {
        refused(
                Reason.NO_PINNED_MACHINE,
                () -> store.change(BOB, Optional.empty(), Optional.of(IdentityType.PINNED)));
        assertFalse(store.isContact(BOB));
        store.addMachine(BOB, LAPTOP, Optional.empty(), false);
        refused(
                Reason.NO_PINNED_MACHINE,
                () -> store.change(BOB, Optional.empty(), Optional.of(IdentityType.PINNED)));
        store.pin(BOB, LAPTOP);
        store.change(BOB, Optional.empty(), Optional.of(IdentityType.KNOWN));
        store.change(BOB, Optional.empty(), Optional.of(IdentityType.PINNED));
        assertEquals(TrustDecision.ACCEPT, store.judge(BOB, LAPTOP));
    }

    @Test
    void which_machine_a_call_goes_to() throws Exception {
        var none = Optional.<MachineId>empty();
        assertEquals(new CallTarget.NoneKnown(), store.machineFor(BOB, none, none));
        var card = Optional.of(MachineId.of(filled(0x66)));
        assertEquals(new CallTarget.Machine(card.get()), store.machineFor(BOB, none, card));
        store.addMachine(BOB, LAPTOP, Optional.empty(), false);
        assertEquals(new CallTarget.Machine(card.get()), store.machineFor(BOB, none, card));
        store.pin(BOB, LAPTOP);
        assertEquals(new CallTarget.Machine(LAPTOP), store.machineFor(BOB, none, card));
        store.addMachine(BOB, TOWER, Optional.empty(), true);
        var ambiguous = (CallTarget.Ambiguous) store.machineFor(BOB, none, card);
        assertEquals(List.of(LAPTOP, TOWER), ambiguous.candidates());
        assertTrue(ambiguous.message().contains(LAPTOP.hex()));
        assertTrue(ambiguous.message().contains(TOWER.hex()));
        assertEquals(
                new CallTarget.Machine(TOWER), store.machineFor(BOB, Optional.of(TOWER), card));
    }

    private static void refused(Reason expected, Executable step) {
        assertEquals(expected, assertThrows(ContactRefusedException.class, step).reason());
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
