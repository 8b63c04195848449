// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.meshd.directory.CardRefusedException.Reason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class DirectoryTest {
    private static final Instant START = Instant.ofEpochSecond(1_754_800_000);
    private static final byte[] ONE = Peer.KEM.get(0);
    private static final byte[] TWO = Peer.KEM.get(1);
    private static final byte[] THREE = Peer.KEM.get(2);
    private static final Peer BOB = Peer.fresh();

    @TempDir Path data;
    private Instant now;
    private Directory directory;

    @BeforeEach
    void fresh() throws Exception {
        now = START;
        reopen();
    }

    private void reopen() throws Exception {
        directory = Directory.open(data, () -> now);
    }

    @Test
    void nothing_is_known_of_a_stranger_and_nothing_is_made() throws Exception {
        assertEquals(Optional.empty(), key());
        assertEquals(Optional.empty(), directory.card(BOB.agent().id()));
        assertEquals(List.of(), directory.addresses(BOB.machine().id()));
        assertFalse(directory.runsOn(BOB.agent().id(), BOB.machine().id()));
        assertFalse(directory.acceptPending(BOB.agent().id(), BOB.machine().id()));
        directory.forget(BOB.agent().id());
        try (var files = Files.list(data)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void an_older_card_is_refused_and_one_of_the_same_time_is_not() throws Exception {
        directory.importCard(BOB.card(now, ONE));
        refused(Reason.OLDER_CARD, BOB.card(now.minusSeconds(1), TWO));
        assertKey(ONE);
        reopen();
        refused(Reason.OLDER_CARD, BOB.card(now.minusSeconds(1), TWO));
        directory.importCard(BOB.card(now, TWO));
        assertKey(TWO);
    }

    @Test
    void a_card_from_the_future_is_refused() throws Exception {
        refused(Reason.CARD_FROM_THE_FUTURE, BOB.card(now.plusSeconds(301), ONE));
        refused(Reason.CARD_FROM_THE_FUTURE, BOB.card(Instant.ofEpochSecond(-1), ONE));
        directory.importCard(BOB.card(now.plusSeconds(300), ONE));
        assertKey(ONE);
    }

    @Test
    void cards_are_kept_whole_over_a_restart() throws Exception {
        Card card = BOB.card(now, ONE, "192.0.2.1:5483", "[2001:db8::1]:5483");
        directory.importCard(card);
        Path file = data.resolve("cards").resolve(BOB.agent().id().hex() + ".json");
        assertEquals(card.json(), Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        reopen();
        assertEquals(List.of(), directory.problems());
        assertEquals(card.link(), directory.card(BOB.agent().id()).orElseThrow().link());
        assertEquals(Optional.of(BOB.machine().id()), directory.cardMachine(BOB.agent().id()));
        assertTrue(directory.runsOn(BOB.agent().id(), BOB.machine().id()));
        assertKey(ONE);
        assertEquals(
                Peer.endpoints("192.0.2.1:5483", "[2001:db8::1]:5483"),
                directory.addresses(BOB.machine().id()));
    }

    @Test
    void a_card_that_cannot_be_written_has_not_been_imported() throws Exception {
        directory.importCard(BOB.card(now, ONE));
        Path file = data.resolve("cards").resolve(BOB.agent().id().hex() + ".json");
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        Card later = BOB.card(now.plusSeconds(1), TWO);
        assertThrows(IOException.class, () -> directory.importCard(later));
        assertKey(ONE);
    }

    @Test
    void a_tampered_card_file_is_left_out_and_named() throws Exception {
        directory.importCard(BOB.card(now, ONE, "192.0.2.1:5483"));
        Path file = data.resolve("cards").resolve(BOB.agent().id().hex() + ".json");
        String text = Files.readString(file).replace("192.0.2.1", "192.0.2.9");
        Files.writeString(file, text);
        Path other = data.resolve("cards").resolve("0".repeat(64) + ".json");
        Files.writeString(other, BOB.card(now, ONE).json());
        Files.writeString(data.resolve("cards").resolve("half.json"), "{\"display_name\":");
        reopen();
        assertEquals(3, directory.problems().size());
        assertTrue(
                directory.problems().stream().anyMatch(one -> one.contains(file.toString())),
                directory.problems().toString());
        assertEquals(Optional.empty(), key());
        assertEquals(text, Files.readString(file), "a bad file is not touched");
        directory.importCard(BOB.card(now.minusSeconds(5), TWO));
        assertKey(TWO);
    }

    @Test
    void a_contact_can_be_answered_after_a_restart_and_a_stranger_cannot() throws Exception {
        Peer eve = Peer.fresh();
        assertEquals(Learning.NEW, directory.learn(BOB.hello(now, ONE, "192.0.2.1:1"), true));
        assertEquals(Learning.NEW, directory.learn(eve.hello(now, TWO), false));
        assertTrue(directory.kemKey(eve.agent().id(), eve.machine().id()).isPresent());
        reopen();
        assertEquals(List.of(), directory.problems());
        assertKey(ONE);
        assertEquals(Peer.endpoints("192.0.2.1:1"), directory.addresses(BOB.machine().id()));
        assertTrue(directory.runsOn(BOB.agent().id(), BOB.machine().id()));
        assertEquals(Optional.empty(), directory.kemKey(eve.agent().id(), eve.machine().id()));
        // the key is still the best we know when the records are over; the claim is not
        now = START.plusSeconds(901);
        assertKey(ONE);
        assertFalse(directory.runsOn(BOB.agent().id(), BOB.machine().id()));
    }

    @Test
    void a_stranger_who_became_a_contact_is_kept_when_he_speaks_again() throws Exception {
        Advertised hello = BOB.hello(now, ONE);
        directory.learn(hello, false);
        assertEquals(Learning.SAME, directory.learn(hello, true));
        reopen();
        assertKey(ONE);
    }

    @Test
    void only_the_machine_itself_changes_a_key_without_the_operator() throws Exception {
        directory.importCard(BOB.card(now, ONE));
        Instant later = now.plusSeconds(10);
        assertEquals(Learning.PENDING, directory.learn(BOB.hearsay(later, TWO), true));
        assertKey(ONE);
        assertEquals(1, directory.pending().size());
        assertEquals(BOB.pair(), directory.pending().getFirst().pair());
        assertArrayEquals(TWO, directory.pending().getFirst().kemPublicKey());
        assertEquals(later, directory.pending().getFirst().created());
        assertEquals(
                Learning.CHANGED, directory.learn(BOB.envelope(later.plusSeconds(1), TWO), true));
        assertKey(TWO);
        assertEquals(List.of(), directory.pending());
        assertEquals(
                Learning.CHANGED, directory.learn(BOB.hello(later.plusSeconds(2), THREE), true));
        assertKey(THREE);
        reopen();
        assertKey(THREE);
    }

    @Test
    void what_was_said_before_changes_nothing() throws Exception {
        directory.learn(BOB.hello(now, ONE), true);
        assertEquals(Learning.OLDER, directory.learn(BOB.hello(now.minusSeconds(1), TWO), true));
        assertEquals(Learning.OLDER, directory.learn(BOB.envelope(now, TWO), true));
        assertEquals(Learning.OLDER, directory.learn(BOB.hearsay(now.minusSeconds(1), TWO), true));
        assertEquals(Learning.SAME, directory.learn(BOB.hello(now.minusSeconds(1), ONE), true));
        assertKey(ONE);
        assertEquals(List.of(), directory.pending());
    }

    @Test
    void what_is_over_or_not_yet_or_empty_is_not_learned() throws Exception {
        assertEquals(
                Learning.NOT_FRESH, directory.learn(BOB.hello(now.minusSeconds(900), ONE), true));
        assertEquals(
                Learning.NOT_FRESH, directory.learn(BOB.envelope(now.plusSeconds(301), ONE), true));
        var none = new DmCapabilities(1, false, DmCapabilities.ML_KEM_768, 65_536, new byte[0]);
        byte[] advert =
                CapabilityAdvert.signed(BOB.agent(), BOB.machine().id(), now, none).encode();
        Advertised empty = Advertised.fromHello(BOB.machine().id(), BOB.announcement(now), advert);
        assertEquals(Learning.NO_KEY, directory.learn(empty, true));
        assertEquals(Optional.empty(), key());
    }

    @Test
    void hearsay_yields_to_the_machine_and_to_the_operator_whatever_its_date() throws Exception {
        Instant ahead = now.plusSeconds(20);
        assertEquals(Learning.NEW, directory.learn(BOB.hearsay(ahead, TWO), true));
        assertKey(TWO);
        assertEquals(Learning.CHANGED, directory.learn(BOB.hello(now, ONE), true));
        assertKey(ONE);
        Peer carol = Peer.fresh();
        directory.learn(carol.hearsay(ahead, TWO), true);
        directory.importCard(carol.card(now, THREE));
        assertArrayEquals(
                THREE, directory.kemKey(carol.agent().id(), carol.machine().id()).orElseThrow());
        reopen();
        assertArrayEquals(
                THREE, directory.kemKey(carol.agent().id(), carol.machine().id()).orElseThrow());
    }

    @Test
    void the_operator_can_let_a_waiting_key_count() throws Exception {
        directory.learn(BOB.hello(now, ONE, "192.0.2.1:1"), true);
        directory.learn(BOB.hearsay(now.plusSeconds(1), TWO), true);
        assertKey(ONE);
        assertTrue(directory.acceptPending(BOB.agent().id(), BOB.machine().id()));
        assertFalse(directory.acceptPending(BOB.agent().id(), BOB.machine().id()));
        assertKey(TWO);
        reopen();
        assertKey(TWO);
        directory.importCard(BOB.card(now, ONE));
        assertKey(TWO);
        assertEquals(Learning.OLDER, directory.learn(BOB.hello(now, ONE), true));
        assertEquals(Learning.CHANGED, directory.learn(BOB.hello(now.plusSeconds(2), ONE), true));
    }

    @Test
    void a_card_counts_unless_the_machine_has_spoken_since() throws Exception {
        directory.learn(BOB.hello(now, ONE), true);
        directory.importCard(BOB.card(now.minusSeconds(60), TWO));
        assertKey(ONE);
        reopen();
        assertKey(ONE);
        directory.importCard(BOB.card(now.plusSeconds(1), TWO));
        assertKey(TWO);
        reopen();
        assertKey(TWO);
    }

    @Test
    void an_address_on_a_card_comes_before_what_the_machine_says() throws Exception {
        directory.importCard(BOB.card(now, ONE, "192.0.2.1:1", "192.0.2.2:1"));
        directory.learn(BOB.hello(now.plusSeconds(1), ONE, "192.0.2.3:1", "192.0.2.1:1"), true);
        assertEquals(
                Peer.endpoints("192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1"),
                directory.addresses(BOB.machine().id()));
        String[] many = new String[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = "198.51.100." + i + ":1";
        }
        directory.learn(BOB.hello(now.plusSeconds(2), ONE, many), true);
        assertEquals(2 + 8, directory.addresses(BOB.machine().id()).size());
        reopen();
        assertEquals(2 + 8, directory.addresses(BOB.machine().id()).size());
    }

    @Test
    void what_only_repeats_the_disk_is_not_written() throws Exception {
        directory.learn(BOB.hello(now, ONE, "192.0.2.1:1"), true);
        Path file = onlyAdvert();
        String first = Files.readString(file);
        directory.learn(BOB.hello(now.plusSeconds(1), ONE, "192.0.2.1:1"), true);
        assertEquals(first, Files.readString(file));
        directory.learn(BOB.hello(now.plusSeconds(2), ONE, "192.0.2.2:1"), true);
        assertFalse(first.equals(Files.readString(file)));
    }

    @Test
    void a_tampered_advert_file_is_left_out_and_named() throws Exception {
        directory.learn(BOB.hello(now, ONE), true);
        Path file = onlyAdvert();
        String text = Files.readString(file);
        for (String bad :
                new String[] {
                    "",
                    "{}",
                    "[]",
                    text + text,
                    text.replace("\"HELLO\"", "\"MINE\""),
                    text.replaceFirst("\"advert\":\"01", "\"advert\":\"02"),
                    "\u0000"
                }) {
            Files.write(file, bad.getBytes(StandardCharsets.UTF_8));
            reopen();
            assertEquals(1, directory.problems().size(), bad);
            assertEquals(Optional.empty(), key());
        }
        Files.writeString(file, text);
        Files.move(file, file.resolveSibling("somebody else.json"));
        reopen();
        assertEquals(1, directory.problems().size());
        assertEquals(Optional.empty(), key());
    }

    @Test
    void one_agent_cannot_fill_the_book() throws Exception {
        directory.importCard(BOB.card(now, ONE));
        MachineId second = null;
        for (int i = 0; i < KeyBook.MOST_MACHINES + 2; i++) {
            var elsewhere = new Peer(BOB.agent(), MachineKeys.generate(Peer.RANDOM));
            second = i == 1 ? elsewhere.machine().id() : second;
            directory.learn(elsewhere.hello(now, TWO), true);
        }
        assertEquals(KeyBook.MOST_MACHINES, directory.machinesOf(BOB.agent().id()).size());
        assertKey(ONE);
        assertFalse(directory.machinesOf(BOB.agent().id()).contains(second));
        try (var files = Files.list(data.resolve("adverts"))) {
            assertEquals(KeyBook.MOST_MACHINES - 1, files.count());
        }
        directory.forget(BOB.agent().id());
        reopen();
        assertEquals(List.of(), directory.machinesOf(BOB.agent().id()));
        assertEquals(Optional.empty(), directory.card(BOB.agent().id()));
    }

    private Path onlyAdvert() throws IOException {
        try (var files = Files.list(data.resolve("adverts"))) {
            return files.toList().getFirst();
        }
    }

    private Optional<byte[]> key() {
        return directory.kemKey(BOB.agent().id(), BOB.machine().id());
    }

    private void assertKey(byte[] expected) {
        assertArrayEquals(expected, key().orElseThrow());
    }

    private void refused(Reason expected, Card card) {
        var thrown = assertThrows(CardRefusedException.class, () -> directory.importCard(card));
        assertEquals(expected, thrown.reason());
    }
}
