// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.WALL;
import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.hint;
import static dev.x0x.meshd.gossip.membership.Stage.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.wire.Hint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

/** What stays in the book, and for how long. */
class AddressBookTest {
    private static final long HOUR = 3_600_000;

    private final AddressBook book = book(1);

    private static AddressBook book(long seed) {
        return new AddressBook(id(0), MembershipSettings.usual(), new SplittableRandom(seed));
    }

    @Test
    void oneIntroducerFillsAnEighth() {
        for (int i = 1; i <= 500; i++) {
            book.offer(hint(i, true), false, false, id(9_000), WALL);
        }
        assertEquals(32, book.filled());
        book.offer(hint(501, true), false, false, id(9_001), WALL);
        assertEquals(64, book.filled(), "another has a share of its own");
    }

    @Test
    void sayingItOftenGainsNothing() {
        for (int i = 1; i <= 300; i++) {
            book.offer(hint(i, true), false, false, id(9_000 + i % 16), WALL);
        }
        List<?> before = machines();
        for (int n = 0; n < 10; n++) {
            book.offer(hint(7, true), false, false, id(9_007), WALL);
        }
        assertEquals(before, machines());
    }

    @Test
    void fiveThousandNamesOfOneGroupGainOneGroupsShare() {
        for (int i = 1; i <= 400; i++) {
            book.offer(hint(i, true), false, false, id(90_000 + i % 40), WALL);
        }
        for (int i = 0; i < 5_000; i++) {
            Endpoint at = at(100, 1, i / 250, 1 + i % 250);
            Hint minted = new Hint(id(10_000 + i), List.of(at), true, WALL);
            book.offer(minted, false, false, id(90_100 + i % 40), WALL);
        }
        int slots =
                book.entries().stream()
                        .filter(e -> e.group().sameWide(AddressGroup.of(at(100, 1, 1, 1))))
                        .mapToInt(e -> e.slots)
                        .sum();
        assertEquals(256, book.filled());
        assertTrue(slots <= 3, slots + " of 256 slots, for one group of 401");
    }

    @Test
    void theNewestAnnouncementWinsAndNeverGoesBack() {
        book.offer(said(1, 50, 100), true, false, id(9), WALL);
        book.announced(said(1, 51, 90), false, WALL);
        assertEquals(said(1, 50, 100), book.get(id(1)).orElseThrow().hint());
        book.announced(said(1, 52, 110), false, WALL);
        assertEquals(said(1, 52, 110), book.get(id(1)).orElseThrow().hint());
        book.offer(said(1, 53, 120), false, false, id(9), WALL);
        assertEquals(
                said(1, 52, 110),
                book.get(id(1)).orElseThrow().hint(),
                "hearsay overrules nothing");
    }

    private static Hint said(int machine, int where, long later) {
        return new Hint(id(machine), List.of(at(where)), true, WALL - 1_000 + later);
    }

    @Test
    void aDescriptorLivesADay() {
        Hint old = new Hint(id(1), List.of(at(1)), true, WALL - 86_400);
        book.offer(old, true, false, id(9), WALL);
        assertTrue(book.get(id(1)).isEmpty());

        book.offer(hint(2, true), true, false, id(9), WALL);
        book.succeeded(hint(3, true), false, false, 0);
        book.expire(WALL + 86_399);
        assertTrue(book.get(id(2)).isPresent());
        book.expire(WALL + 86_400);
        assertTrue(book.get(id(2)).isEmpty());
        assertTrue(book.get(id(3)).isPresent(), "who answered once is kept for a restart");
        assertEquals(List.of(), book.sample(8, false, WALL + 86_400, m -> true));
        book.offer(new Hint(id(4), List.of(at(4)), true, WALL + 90_000), true, false, id(9), WALL);
        assertTrue(book.get(id(4)).isEmpty(), "from the day after tomorrow");
    }

    @Test
    void failureDemotesAndThreeThatCountDelete() {
        book.offer(hint(1, true), true, false, id(9), WALL);
        book.offer(hint(2, true), true, false, id(9), WALL);
        BookEntry bad = book.get(id(1)).orElseThrow();
        book.failed(bad, true, 0);
        for (int i = 0; i < 50; i++) {
            assertEquals(id(2), book.pick(HOUR, e -> true).orElseThrow().machine());
        }
        assertEquals(id(1), book.pick(HOUR, e -> e == bad).orElseThrow().machine());
        book.failed(bad, true, 60_000);
        book.failed(bad, true, 120_000);
        assertTrue(book.get(id(1)).isPresent(), "too near each other to count");
        book.failed(bad, true, HOUR);
        assertTrue(book.get(id(1)).isPresent());
        book.failed(bad, true, 2 * HOUR);
        assertTrue(book.get(id(1)).isEmpty());
    }

    @Test
    void aPartitionDrainsNothing() {
        for (int i = 1; i <= 20; i++) {
            book.succeeded(hint(i, true), false, false, 0);
        }
        for (long now = 0; now < 7 * HOUR; now += 300_000) {
            for (BookEntry each : List.copyOf(book.entries())) {
                book.failed(each, true, now);
            }
        }
        assertEquals(20, book.size(), "seven hours are too short for three that count");
    }

    @Test
    void whileNobodyAnswersNothingIsDeleted() {
        book.offer(hint(1, true), true, false, id(9), WALL);
        for (int i = 0; i < 100; i++) {
            BookEntry each = book.get(id(1)).orElseThrow();
            book.failed(each, false, i * HOUR);
        }
        assertFalse(book.get(id(1)).isEmpty());
    }

    @Test
    void theTriedAreSixtyFourAndTwoOfAGroup() {
        for (int i = 1; i <= 100; i++) {
            book.succeeded(hint(i, true), false, false, i);
        }
        assertEquals(64, book.tried().size());
        assertTrue(book.tried().stream().anyMatch(e -> e.machine().equals(id(100))));
        assertTrue(book.tried().stream().noneMatch(e -> e.machine().equals(id(1))));
        for (int i = 0; i < 10; i++) {
            Hint sybil = new Hint(id(500 + i), List.of(at(100, 1, i, 1)), true, WALL);
            book.succeeded(sybil, false, false, 1_000 + i);
        }
        assertEquals(
                2,
                book.tried().stream()
                        .filter(e -> e.group().sameWide(AddressGroup.of(at(100, 1, 1, 1))))
                        .count());
    }

    @Test
    void oneWhoNeverAnsweredGivesItsSlotAway() {
        for (int i = 1; i <= 40; i++) {
            book.offer(hint(i, true), true, false, id(9_000 + i), WALL);
        }
        assertEquals(256, book.filled());
        BookEntry made = book.entries().stream().filter(e -> e.slots > 3).findFirst().orElseThrow();
        book.failed(made, true, 0);
        book.offer(hint(77, true), true, false, id(9_077), WALL);
        assertEquals(0, made.slots);
        assertTrue(book.get(made.machine()).isEmpty());
    }

    @Test
    void announcementsShareTheBookByAddressGroupsWhoeverSpeaksMost() {
        for (int n = 0; n < 50; n++) {
            for (int i = 1; i <= 20; i++) { // twenty liars, named all the time by many
                book.offer(hint(i, true), false, false, id(9_000 + n), WALL);
            }
        }
        for (int i = 101; i <= 180; i++) {
            book.announced(hint(i, true), false, WALL);
        }
        int lies =
                book.entries().stream()
                        .filter(e -> e.machine().compareTo(id(21)) < 0)
                        .mapToInt(e -> e.slots)
                        .sum();
        assertEquals(256, book.filled());
        assertTrue(lies <= 2 * 256 / 5, lies + " of 256 slots for a fifth of the groups");
    }

    @Test
    void whomABadPeerNamedIsForgottenUnlessItAnswered() {
        for (int i = 1; i <= 10; i++) {
            book.offer(hint(i, true), true, false, id(9_000), WALL);
        }
        book.offer(hint(11, true), true, false, id(9_001), WALL);
        BookEntry good = book.entries().iterator().next();
        book.succeeded(good.hint(), false, false, 5);

        book.disown(id(9_000));

        assertEquals(2, book.size());
        assertTrue(book.get(good.machine()).isPresent());
        assertTrue(book.get(id(11)).isPresent());
    }

    @Test
    void privateAddressesFromOutsideAreNotDialled() {
        Hint both = new Hint(id(1), List.of(at(10, 0, 0, 1), at(60, 1, 1, 1)), true, WALL);
        book.offer(both, true, false, id(9), WALL);
        BookEntry entry = book.get(id(1)).orElseThrow();
        assertEquals(List.of(at(60, 1, 1, 1)), entry.dialable().addresses());
        book.offer(both, true, true, id(9), WALL);
        assertEquals(both, entry.dialable());
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8:1, true",
        "127.0.0.1:1, false",
        "10.1.2.3:1, false",
        "172.16.0.1:1, false",
        "172.15.255.255:1, true",
        "172.32.0.1:1, true",
        "192.168.255.1:1, false",
        "192.169.0.1:1, true",
        "169.254.1.1:1, false",
        "100.64.0.1:1, false",
        "100.63.255.255:1, true",
        "100.128.0.1:1, true",
        "0.0.0.0:1, false",
        "224.0.0.1:1, false",
        "[::1]:1, false",
        "[::ffff:8.8.8.8]:1, true",
        "[::ffff:10.0.0.1]:1, false",
        "[64:ff9b::808:808]:1, true",
        "[64:ff9b::a00:1]:1, false",
        "[fe80::1]:1, false",
        "[fd00::1]:1, false",
        "[2001:db8::1]:1, true",
        "[ff02::1]:1, false"
    })
    void whatIsGloballyRoutable(String text, boolean routable) {
        assertEquals(
                routable, AddressGroup.of(Endpoint.parse(text).orElseThrow()).routable(), text);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8:1, 8.8.8.9:2, true, true",
        "8.8.8.8:1, 8.8.9.8:1, true, false",
        "8.8.8.8:1, 8.9.8.8:1, false, false",
        "8.8.8.8:1, [::ffff:8.8.8.1]:1, true, true",
        "[2001:db8:0:100::1]:1, [2001:db8:0:1ff::1]:1, true, true",
        "[2001:db8:0:100::1]:1, [2001:db8:0:200::1]:1, true, false",
        "[2001:db8::1]:1, [2001:db9::1]:1, false, false",
        "10.0.0.1:1, 10.0.0.1:1, false, false"
    })
    void groups(String one, String other, boolean wide, boolean narrow) {
        AddressGroup a = AddressGroup.of(Endpoint.parse(one).orElseThrow());
        AddressGroup b = AddressGroup.of(Endpoint.parse(other).orElseThrow());
        assertEquals(wide, a.sameWide(b));
        assertEquals(narrow, a.sameNarrow(b));
    }

    private List<?> machines() {
        return book.entries().stream().map(e -> e.machine() + " " + e.slots).toList();
    }
}
