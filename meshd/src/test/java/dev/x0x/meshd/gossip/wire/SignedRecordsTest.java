// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.Revocations;
import dev.x0x.identity.UserKeys;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.meshd.envelope.NetworkHash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is read of a record, what proves it, and what is refused. */
class SignedRecordsTest {
    private static final RecordCheck CHECK = new RecordCheck(Signed.NETWORK);
    private static final long DAY = 24 * 3_600_000L;

    @Test
    void an_announcement_tells_who_when_and_where() {
        SignedRecord record = Signed.announcement();
        long second = Signed.AT.getEpochSecond();
        assertEquals(Signed.MACHINE.id(), record.subject());
        assertEquals(Signed.MACHINE.id(), record.signer());
        assertEquals(second, record.version());
        assertEquals(second * 1_000 + DAY, record.expiresMs());
        Hint hint = record.hint().orElseThrow();
        assertEquals(4, hint.addresses().size());
        assertTrue(hint.reachable());
        assertEquals(second, hint.announcedAt());
    }

    @Test
    void adverts_of_one_agent_on_two_machines_do_not_compete() {
        SignedRecord record = Signed.advert();
        assertEquals(MachineId.of(Signed.AGENT.id().bytes()), record.signer());
        assertEquals(SignedRecords.advertKey(Signed.AGENT.id(), Signed.MACHINE.id()), record.key());
        MachineId other = MachineId.of(new byte[32]);
        assertFalse(SignedRecords.advertKey(Signed.AGENT.id(), other).equals(record.key()));
    }

    @Test
    void a_revocation_never_expires() {
        SignedRecord record = Signed.revocation();
        assertEquals(Long.MAX_VALUE, record.expiresMs());
        var machine = new Revocation.Subject.Machine(MachineId.of(Signed.AGENT.id().bytes()));
        assertFalse(SignedRecords.revocationKey(machine).equals(record.key()));
    }

    @Test
    void a_chain_is_ordered_by_epoch_and_number() {
        SignedRecord record = Signed.chain();
        assertEquals(Signed.AT.toEpochMilli() << 20 | 3, record.version());
        assertEquals(Signed.AT.toEpochMilli() + 50 * 60_000, record.expiresMs());
    }

    @Test
    void the_id_is_of_all_bytes() {
        for (SignedRecord record : Signed.all()) {
            byte[] hash = Arrays.copyOf(Digest.sha256(record.bytes()), 16);
            assertEquals(RecordId.of(hash), record.id());
        }
    }

    @Test
    void what_was_signed_is_genuine() {
        for (SignedRecord record : Signed.all()) {
            assertTrue(CHECK.genuine(record), record.kind().name());
        }
    }

    @Test
    void no_bit_can_be_changed() {
        for (SignedRecord record : Signed.all()) {
            int length = record.bytes().length;
            for (int at = 0; at < length; at += 97) {
                assertFalse(acceptedWith(record, at), record.kind() + " byte " + at);
            }
            assertFalse(acceptedWith(record, length - 1), record.kind() + " last byte");
        }
    }

    @Test
    void a_chain_of_another_network_is_not_genuine() {
        var other = new RecordCheck(NetworkHash.ofName("other"));
        assertFalse(other.genuine(Signed.chain()));
    }

    @Test
    void nobody_signs_a_chain_for_another_machine() {
        try (MachineKeys thief = MachineKeys.generate(new SecureRandom())) {
            assertFalse(CHECK.genuine(SignedRecords.signed(thief, Signed.fields())));
        }
    }

    @Test
    void the_legacy_announcement_is_refused() {
        var words = Signed.words();
        byte[] whole = words.encode();
        byte[] legacy = Arrays.copyOfRange(whole, 4, whole.length - 8 - 1952);
        assertRefused(
                Refusal.MISSING_PREFIX, () -> SignedRecords.read(RecordKind.ANNOUNCEMENT, legacy));
    }

    @Test
    void a_revocation_by_a_user_does_not_travel() {
        try (UserKeys user = UserKeys.generate(new SecureRandom())) {
            var forged =
                    Revocation.signed(
                            user.pair(),
                            new Revocation.Subject.Agent(Signed.AGENT.id()),
                            Signed.AT,
                            Optional.empty());
            assertRefused(Refusal.ID_MISMATCH, () -> SignedRecords.of(forged));
        }
    }

    @Test
    void every_record_has_one_form() {
        // an empty reason signs the same bytes as none
        assertRefused(Refusal.BAD_OPTION, () -> SignedRecords.of(Signed.end(Optional.of(""))));
        byte[] two =
                Revocations.encode(
                        List.of(Signed.end(Optional.of("a")), Signed.end(Optional.of("b"))));
        assertRefused(Refusal.BAD_LENGTH, () -> SignedRecords.read(RecordKind.REVOCATION, two));
    }

    @Test
    void too_long_a_record_is_refused_before_it_is_read() {
        byte[] tooLong = new byte[SignedRecords.MOST_BYTES + 1];
        for (RecordKind kind : RecordKind.values()) {
            assertRefused(Refusal.LENGTH_TOO_LARGE, () -> SignedRecords.read(kind, tooLong));
        }
    }

    private static boolean acceptedWith(SignedRecord record, int at) {
        byte[] changed = record.bytes().clone();
        changed[at] ^= 1;
        try {
            return CHECK.genuine(SignedRecords.read(record.kind(), changed));
        } catch (MalformedException e) {
            return false;
        }
    }

    private static void assertRefused(Refusal refusal, Executable reading) {
        assertEquals(refusal, assertThrows(MalformedException.class, reading).refusal());
    }

    @Test
    void bytes_are_kept_as_they_came() throws MalformedException {
        for (SignedRecord record : Signed.all()) {
            byte[] bytes = record.bytes();
            assertArrayEquals(bytes, SignedRecords.read(record.kind(), bytes).bytes());
        }
    }
}
