// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.KemKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What we sign verifies, and not one thing in it can be changed. */
class SignedRecordsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.ofEpochSecond(1_754_800_000);
    private static final AgentKeys AGENT = AgentKeys.generate(RANDOM);
    private static final AgentKeys OTHER = AgentKeys.generate(RANDOM);
    private static final MachineKeys MACHINE = MachineKeys.generate(RANDOM);
    private static final UserKeys USER = UserKeys.generate(RANDOM);

    @Test
    void a_card_opens_and_a_changed_one_does_not() throws Exception {
        Card card = card("Jürgen", NOW);
        Card opened = Card.open(card.link());
        assertEquals(card.json(), opened.json());
        assertEquals(AGENT.id(), opened.agent());
        assertEquals(Optional.of(MACHINE.id()), opened.machine());
        assertEquals("[192.0.2.1:5483, [2001:db8::1]:5483]", opened.addresses().toString());
        assertTrue(opened.capabilities().orElseThrow().usable());
        assertArrayEquals(AGENT.publicKey(), opened.publicKey());
        assertEquals(card.json(), Card.openJson(card.json().getBytes(UTF_8)).json());
        for (String[] change :
                List.of(
                        new String[] {"Jürgen", "Jurgen"},
                        new String[] {"192.0.2.1", "192.0.2.2"},
                        new String[] {"1754800000", "1754800001"},
                        new String[] {MACHINE.id().hex(), "00".repeat(32)},
                        new String[] {MACHINE.id().hex(), OTHER.id().hex()},
                        new String[] {"\"gossip_inbox\":true", "\"gossip_inbox\":false"},
                        new String[] {
                            "\"created_at\"",
                            "\"groups\":[{\"name\":\"a\",\"invite_link\":\"b\"}],\"created_at\""
                        })) {
            String changed = card.json().replace(change[0], change[1]);
            assertFalse(changed.equals(card.json()), change[0]);
            refused(Refusal.BAD_SIGNATURE, () -> Card.open(link(changed)));
        }
    }

    @Test
    void a_card_under_another_id_does_not_open() {
        String changed = card("a", NOW).json().replace(AGENT.id().hex(), OTHER.id().hex());
        refused(Refusal.ID_MISMATCH, () -> Card.open(link(changed)));
    }

    @Test
    void cards_are_ordered_by_when_they_were_made() {
        Card older = card("a", NOW);
        Card newer = card("a", NOW.plusSeconds(1));
        assertTrue(older.olderThan(newer));
        assertFalse(newer.olderThan(older));
        assertFalse(older.olderThan(older));
    }

    @Test
    void a_card_may_name_no_machine() throws Exception {
        var contents =
                new Card.Contents(
                        "a",
                        MachineId.of(new byte[32]),
                        Optional.empty(),
                        List.of(),
                        NOW,
                        Optional.empty());
        assertEquals(Optional.empty(), Card.open(Card.signed(AGENT, contents).link()).machine());
    }

    @Test
    void a_link_beyond_all_reason_is_refused_unread() {
        refused(Refusal.LENGTH_TOO_LARGE, () -> Card.open("A".repeat(4_000_000)));
        refused(Refusal.BAD_JSON, () -> Card.openJson("{\"a\":".repeat(100_000).getBytes(UTF_8)));
    }

    @Test
    void an_advert_verifies_only_with_the_key_of_its_agent() throws Exception {
        CapabilityAdvert made = CapabilityAdvert.signed(AGENT, MACHINE.id(), NOW, capabilities());
        CapabilityAdvert read = CapabilityAdvert.decode(made.encode());
        read.verify(AGENT.publicKey());
        refused(Refusal.ID_MISMATCH, () -> read.verify(OTHER.publicKey()));
        refused(Refusal.BAD_LENGTH, () -> read.verify(new byte[7]));
        var moved =
                new CapabilityAdvert(
                        read.agent(),
                        MachineId.of(new byte[32]),
                        read.createdMillis(),
                        read.capabilities(),
                        read.signature());
        refused(Refusal.BAD_SIGNATURE, () -> moved.verify(AGENT.publicKey()));
    }

    @Test
    void an_announcement_verifies_until_it_is_changed() throws Exception {
        var at = Reachability.at(List.of(Endpoint.parse("192.0.2.1:5483").orElseThrow()));
        IdentityAnnouncement made = IdentityAnnouncement.signed(MACHINE, AGENT, NOW, at);
        IdentityAnnouncement read = IdentityAnnouncement.decode(made.encode());
        read.verify();
        assertEquals(AGENT.id(), read.agent());
        byte[] bytes = made.encode();
        bytes[bytes.length - 1952 - 8 - 1] ^= 1; // the last byte before the agent's key
        refused(
                Refusal.LENGTH_TOO_LARGE, // it belongs to a count
                () -> IdentityAnnouncement.decode(bytes).verify());
        refused(
                Refusal.BAD_SIGNATURE,
                () -> with(made, made.user(), made.certificate(), 1).verify());
    }

    @Test
    void an_announced_user_needs_a_certificate_of_that_user_for_that_agent() throws Exception {
        AgentCertificate fits = certificate(AGENT, Optional.empty());
        with(Optional.of(USER.id()), Optional.of(fits)).verify();
        UserId stranger = UserId.of(new byte[32]);
        refused(Refusal.ID_MISMATCH, () -> with(Optional.of(stranger), Optional.of(fits)).verify());
        AgentCertificate foreign = certificate(OTHER, Optional.empty());
        refused(
                Refusal.ID_MISMATCH,
                () -> with(Optional.of(USER.id()), Optional.of(foreign)).verify());
        var forged =
                new AgentCertificate(
                        USER.publicKey(),
                        AGENT.publicKey(),
                        AGENT.sign(fits.signedBytes()),
                        fits.issuedAt(),
                        fits.notAfter());
        refused(
                Refusal.BAD_SIGNATURE,
                () -> with(Optional.of(USER.id()), Optional.of(forged)).verify());
    }

    @Test
    void a_certificate_ends_five_minutes_after_its_last_second() throws Exception {
        AgentCertificate never = certificate(AGENT, Optional.empty());
        assertFalse(never.expiredAt(Instant.ofEpochSecond(Long.MAX_VALUE >> 20)));
        AgentCertificate ending = certificate(AGENT, Optional.of(NOW));
        ending.verify(USER.id(), AGENT.id());
        assertFalse(ending.expiredAt(NOW.minusSeconds(1)));
        assertFalse(ending.expiredAt(NOW.plusSeconds(300)));
        assertTrue(ending.expiredAt(NOW.plusSeconds(301)));
        var last = certificate(AGENT, Optional.of(Instant.ofEpochSecond(-1))); // as u64: the last
        assertFalse(last.expiredAt(NOW));
        refused(
                Refusal.BAD_OPTION, // an expiring file form without an expiry would not re-encode
                () -> {
                    byte[] plain = never.encodeFile();
                    byte[] odd = new byte[plain.length + 5];
                    System.arraycopy("X0C2".getBytes(UTF_8), 0, odd, 0, 4);
                    System.arraycopy(plain, 0, odd, 4, plain.length);
                    AgentCertificate.decodeFile(odd);
                });
    }

    @Test
    void only_the_subject_or_its_user_revokes() throws Exception {
        var agent = new Revocation.Subject.Agent(AGENT.id());
        var machine = new Revocation.Subject.Machine(MACHINE.id());
        Optional<AgentCertificate> none = Optional.empty();
        Optional<AgentCertificate> fits = Optional.of(certificate(AGENT, Optional.empty()));
        Optional<String> why = Optional.of("laptop stolen");
        Revocation.signed(AGENT.pair(), agent, NOW, why).verify(none);
        Revocation.signed(MACHINE.pair(), machine, NOW, none.map(_ -> "")).verify(none);
        Revocation byUser = Revocation.signed(USER.pair(), agent, NOW, why);
        byUser.verify(fits);
        refused(Refusal.ID_MISMATCH, () -> byUser.verify(none));
        refused(
                Refusal.ID_MISMATCH,
                () -> byUser.verify(Optional.of(certificate(OTHER, Optional.empty()))));
        refused(
                Refusal.ID_MISMATCH,
                () -> Revocation.signed(OTHER.pair(), agent, NOW, why).verify(fits));
        refused(
                Refusal.ID_MISMATCH,
                () -> Revocation.signed(USER.pair(), machine, NOW, why).verify(fits));
        var changed =
                new Revocation(
                        agent,
                        byUser.issuerPublicKey(),
                        byUser.revokedAt() + 1,
                        byUser.reason(),
                        byUser.signature());
        refused(Refusal.BAD_SIGNATURE, () -> changed.verify(fits));
    }

    private static Card card(String name, Instant created) {
        return Card.signed(
                AGENT,
                new Card.Contents(
                        name,
                        MACHINE.id(),
                        Optional.empty(),
                        List.of(
                                Endpoint.parse("192.0.2.1:5483").orElseThrow(),
                                Endpoint.parse("[2001:db8::1]:5483").orElseThrow()),
                        created,
                        Optional.of(capabilities())));
    }

    private static DmCapabilities capabilities() {
        try (var pair = KemKeyPair.generate(RANDOM)) {
            return DmCapabilities.of(pair.publicKey());
        }
    }

    private static AgentCertificate certificate(AgentKeys agent, Optional<Instant> notAfter) {
        return AgentCertificate.signed(USER, agent.publicKey(), NOW, notAfter);
    }

    private static IdentityAnnouncement with(
            Optional<UserId> user, Optional<AgentCertificate> certificate) {
        IdentityAnnouncement plain =
                IdentityAnnouncement.signed(MACHINE, AGENT, NOW, Reachability.at(List.of()));
        IdentityAnnouncement unsigned = with(plain, user, certificate, 0);
        return new IdentityAnnouncement(
                unsigned.agent(),
                unsigned.machine(),
                user,
                certificate,
                unsigned.machinePublicKey(),
                MACHINE.sign(unsigned.signedBytes()),
                unsigned.announcedAt(),
                unsigned.reachability(),
                unsigned.agentPublicKey());
    }

    private static IdentityAnnouncement with(
            IdentityAnnouncement made,
            Optional<UserId> user,
            Optional<AgentCertificate> certificate,
            long later) {
        return new IdentityAnnouncement(
                made.agent(),
                made.machine(),
                user,
                certificate,
                made.machinePublicKey(),
                made.machineSignature(),
                made.announcedAt() + later,
                made.reachability(),
                made.agentPublicKey());
    }

    private static String link(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static void refused(Refusal wanted, Executable what) {
        assertEquals(wanted, assertThrows(MalformedException.class, what).refusal());
    }
}
