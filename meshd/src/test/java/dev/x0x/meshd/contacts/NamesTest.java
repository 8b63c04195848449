// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.KemKeyPair;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class NamesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AgentKeys KEYS = AgentKeys.generate(RANDOM);
    private static final AgentId OWNER = KEYS.id();
    private static final String FIRST_8 = OWNER.hex().substring(0, 8);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochSecond(1_754_800_000));

    @TempDir Path directory;
    private ContactStore store;

    @BeforeEach
    void fresh() throws Exception {
        store = ContactStore.open(directory.resolve("contacts.json"), CLOCK, _ -> {});
    }

    private static AgentId id(String start) throws Exception {
        return AgentId.parse(start + "0".repeat(64 - start.length()));
    }

    private void add(String start, String label) throws Exception {
        store.add(id(start), TrustLevel.KNOWN, Optional.of(label));
    }

    @Test
    void whole_ids_then_labels_then_prefixes() throws Exception {
        add("aaaaaaaa1", "bob");
        add("aaaaaaaa2", "eve");
        add("bbbbbbbb", "carol");
        assertEquals(id("cc"), found(id("cc").hex()));
        assertEquals(id("bbbbbbbb"), found(id("bbbbbbbb").hex().toUpperCase(Locale.ROOT)));
        assertEquals(id("aaaaaaaa1"), found("bob"));
        assertEquals(id("bbbbbbbb"), found("bbbbbbbb"));
        assertEquals(id("bbbbbbbb"), found("BBBBBBBB0"));
        assertEquals(id("aaaaaaaa2"), found("aaaaaaaa2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bob",
                "bo",
                " bob",
                "bob ",
                "aaaaaaa",
                "bbbbbbb",
                "bbbbbbbg",
                "aaaaaaaa3"
            })
    void near_misses_are_nobody(String name) throws Exception {
        add("aaaaaaaa1", "bob");
        add("aaaaaaaa2", "eve");
        add("bbbbbbbb", "carol");
        assertEquals(new Resolution.Unknown(), store.resolve(name));
    }

    @Test
    void two_that_fit_are_both_listed() throws Exception {
        add("aaaaaaaa1", "bob");
        add("aaaaaaaa2", "eve");
        var two = assertInstanceOf(Resolution.Ambiguous.class, store.resolve("aaaaaaaa"));
        assertEquals(2, two.candidates().size());
        assertTrue(two.message().contains(id("aaaaaaaa1") + " (bob)"), two.message());
        assertTrue(two.message().contains(id("aaaaaaaa2") + " (eve)"), two.message());
    }

    @Test
    void a_label_never_hides_an_id() throws Exception {
        add("bbbbbbbb", "carol");
        // whoever is added under the beginning of another's id does not get its calls
        store.add(OWNER, TrustLevel.KNOWN, Optional.of("bbbbbbbb"));
        assertEquals(id("bbbbbbbb"), found("bbbbbbbb"));
        assertEquals(OWNER, found("bbbbbbbb-" + FIRST_8));
        store.add(OWNER, TrustLevel.KNOWN, Optional.of(id("bbbbbbbb").hex()));
        assertEquals(id("bbbbbbbb"), found(id("bbbbbbbb").hex()));
    }

    @ParameterizedTest
    @CsvSource({
        "dave, dave",
        "bob, bob-#",
        "BOB, BOB-#",
        "sessions, sessions-#",
        "Cancel, Cancel-#",
        "deadbeef, deadbeef-#",
        "DEADBEEF01, DEADBEEF01-#",
        "deadbee, deadbee",
        "deadbeeg, deadbeeg",
        "list, list-#",
        "sessions2, sessions2",
    })
    void labels_that_would_mean_two_things_carry_the_id(String wanted, String stored)
            throws Exception {
        add("aaaaaaaa1", "bob");
        String expected = stored.replace("#", FIRST_8);
        Contact added = store.add(OWNER, TrustLevel.KNOWN, Optional.of(wanted));
        assertEquals(Optional.of(expected), added.label());
        assertEquals(OWNER, found(expected));
        // once more changes nothing
        Contact again = store.add(OWNER, TrustLevel.KNOWN, Optional.of(wanted));
        assertEquals(added, again);
    }

    @Test
    void a_label_with_the_id_may_be_taken_as_well() throws Exception {
        add("aaaaaaaa1", "bob");
        add("aaaaaaaa2", "bob-" + FIRST_8);
        Contact added = store.add(OWNER, TrustLevel.KNOWN, Optional.of("bob"));
        assertEquals(Optional.of("bob-" + OWNER.hex().substring(0, 16)), added.label());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-v", "--help", "a\nb", "a\u001b[31mb", "a\u202eb", "a\u200bb", "\u0000"})
    void labels_that_cannot_be_typed_are_refused(String label) {
        var thrown =
                assertThrows(
                        ContactRefusedException.class,
                        () -> store.add(OWNER, TrustLevel.KNOWN, Optional.of(label)));
        assertEquals(ContactRefusedException.Reason.BAD_LABEL, thrown.reason());
        assertEquals(List.of(), store.list());
    }

    @Test
    void a_label_of_64_characters_is_the_longest() throws Exception {
        String longest = "\ud83d\udc31".repeat(64);
        Contact added = store.add(OWNER, TrustLevel.KNOWN, Optional.of(longest));
        assertEquals(Optional.of(longest), added.label());
        assertThrows(
                ContactRefusedException.class,
                () -> store.add(OWNER, TrustLevel.KNOWN, Optional.of(longest + "x")));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "dave, dave",
                "bob, bob-#",
                "'  dave ', dave",
                "'da\nve', dave",
                "--help, help-#",
                "'\u001b[31m', [31m",
                "'', null",
                "'\u202e\n', null",
                "cancel, cancel-#",
            })
    void a_card_claims_a_name_and_gets_what_is_left_of_it(String claimed, String stored)
            throws Exception {
        add("aaaaaaaa1", "bob");
        Contact imported = store.importCard(card(claimed), TrustLevel.KNOWN).contact();
        assertEquals(
                Optional.ofNullable(stored).map(text -> text.replace("#", FIRST_8)),
                imported.label());
    }

    @Test
    void an_import_never_renames() throws Exception {
        store.importCard(card("dave"), TrustLevel.KNOWN);
        store.importCard(card("root"), TrustLevel.KNOWN);
        assertEquals(Optional.of("dave"), store.find(OWNER).orElseThrow().label());
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, KNOWN, KNOWN, false",
        "UNKNOWN, TRUSTED, TRUSTED, false",
        "KNOWN, KNOWN, KNOWN, false",
        "KNOWN, UNKNOWN, KNOWN, true",
        "TRUSTED, KNOWN, TRUSTED, true",
        "TRUSTED, BLOCKED, TRUSTED, true",
        "BLOCKED, TRUSTED, BLOCKED, true",
        "BLOCKED, KNOWN, BLOCKED, true",
        "BLOCKED, BLOCKED, BLOCKED, false",
    })
    void an_import_never_lowers_trust_and_never_lifts_a_block(
            TrustLevel was, TrustLevel asked, TrustLevel then, boolean ignored) throws Exception {
        store.setTrust(OWNER, was);
        ContactImport done = store.importCard(card("dave"), asked);
        assertEquals(then, done.contact().level());
        assertEquals(then, store.find(OWNER).orElseThrow().level());
        assertEquals(ignored, done.trustChangeIgnored());
    }

    @Test
    void an_import_does_not_bring_back_whom_the_operator_threw_out() throws Exception {
        store.setTrust(OWNER, TrustLevel.BLOCKED);
        store.remove(OWNER);
        assertEquals(
                TrustLevel.BLOCKED,
                store.importCard(card("dave"), TrustLevel.TRUSTED).contact().level());
        store.revoke(OWNER, "lost", Optional.empty());
        store.remove(OWNER);
        ContactImport done = store.importCard(card("dave"), TrustLevel.TRUSTED);
        assertEquals(TrustLevel.BLOCKED, done.contact().level());
        assertTrue(done.trustChangeIgnored());
    }

    @Test
    void an_import_keeps_pins_and_records_no_machine() throws Exception {
        MachineId machine = MachineId.of(new byte[32]);
        store.setTrust(OWNER, TrustLevel.TRUSTED);
        store.addMachine(OWNER, machine, Optional.empty(), true);
        Contact now = store.importCard(card("dave"), TrustLevel.TRUSTED).contact();
        assertEquals(List.of(machine), now.pinned());
        assertEquals(1, now.machines().size());
        assertTrue(now.capabilities().orElseThrow().usable());
        fresh();
        assertEquals(now, store.find(OWNER).orElseThrow());
    }

    private AgentId found(String name) {
        return assertInstanceOf(Resolution.Found.class, store.resolve(name)).agent();
    }

    private static Card card(String name) {
        try (var kem = KemKeyPair.generate(RANDOM)) {
            return Card.signed(
                    KEYS,
                    new Card.Contents(
                            name,
                            MachineId.of(new byte[32]),
                            Optional.empty(),
                            List.of(),
                            CLOCK.instant(),
                            Optional.of(DmCapabilities.of(kem.publicKey()))));
        }
    }
}
