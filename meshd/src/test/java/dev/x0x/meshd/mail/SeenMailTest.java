// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.AgentId;
import dev.x0x.meshd.envelope.MessageId;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The replay set of mail (DECISIONS B4). */
final class SeenMailTest {
    private static final AgentId ALICE = agent(1);
    private static final byte[] BODY = new byte[32];

    private static AgentId agent(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return AgentId.of(bytes);
    }

    private static MessageId id(long number) {
        return new MessageId(0, number);
    }

    private static SeenMail.Entered enter(SeenMail seen, long id, boolean stranger) {
        return seen.enter(ALICE, id(id), BODY, 1000, stranger, 0);
    }

    @Test
    void strangersShareEightThousandAndCannotPushOutContacts() {
        var seen = new SeenMail();
        for (int i = 0; i < 8_192; i++) {
            assertEquals(SeenMail.Entered.NEW, enter(seen, i, true));
        }
        assertEquals(SeenMail.Entered.FULL, enter(seen, 8_192, true));
        assertEquals(SeenMail.Entered.NEW, enter(seen, 8_192, false));
        assertEquals(SeenMail.Entered.AGAIN, enter(seen, 0, true));
        assertNotNull(seen.get(ALICE, id(0), 0));
    }

    @Test
    void allTogetherAreSixtyFiveThousandAndNoneIsEvicted() {
        var seen = new SeenMail();
        int contacts = 65_536 - 8_192;
        for (int i = 0; i < contacts; i++) {
            assertEquals(SeenMail.Entered.NEW, enter(seen, i, false));
        }
        assertEquals(SeenMail.Entered.FULL, enter(seen, contacts, false));
        assertEquals(SeenMail.Entered.NEW, enter(seen, contacts, true));
        assertEquals(SeenMail.Entered.AGAIN, enter(seen, 0, false));
    }

    @Test
    void anEntryLivesNinetySecondsLongerThanItsMessage() {
        var seen = new SeenMail();
        assertEquals(SeenMail.Entered.NEW, enter(seen, 1, false));
        assertNotNull(seen.get(ALICE, id(1), 90_999));
        assertNull(seen.get(ALICE, id(1), 91_000));
        assertEquals(SeenMail.Entered.NEW, seen.enter(ALICE, id(1), BODY, 200_000, false, 91_000));
    }

    @Test
    void bytesAreTheSameOrNot() {
        var seen = new SeenMail();
        assertEquals(SeenMail.Entered.NEW, enter(seen, 1, false));
        assertTrue(seen.get(ALICE, id(1), 0).sameBytes(new byte[32]));
        byte[] other = new byte[32];
        other[31] = 1;
        assertFalse(seen.get(ALICE, id(1), 0).sameBytes(other));
    }

    @Test
    void whatIsTakenBackIsFreeAgain() {
        var seen = new SeenMail();
        for (int i = 0; i < 8_192; i++) {
            assertEquals(SeenMail.Entered.NEW, enter(seen, i, true));
        }
        seen.forget(ALICE, id(5));
        seen.forget(ALICE, id(5));
        assertNull(seen.get(ALICE, id(5), 0));
        assertEquals(SeenMail.Entered.NEW, enter(seen, 5, true));
        assertEquals(SeenMail.Entered.FULL, enter(seen, 9_000, true));
    }

    record Step(int agent, int id, int life, boolean stranger, int pause, int what) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(1, 200_000),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 100_000),
                        Arbitraries.integers().between(0, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    private record Model(AgentId agent, MessageId id) {}

    /** Against a plain map that is searched from end to end. */
    @Property(tries = 500)
    void agreesWithAMap(@ForAll("steps") List<Step> steps) {
        var seen = new SeenMail();
        Map<Model, Long> model = new HashMap<>();
        long now = 0;
        for (Step step : steps) {
            now += step.pause();
            long time = now;
            model.values().removeIf(until -> until <= time);
            Model key = new Model(agent(step.agent()), id(step.id()));
            if (step.what() == 0) {
                seen.forget(key.agent(), key.id());
                model.remove(key);
            } else if (step.what() < 4) {
                assertEquals(model.containsKey(key), seen.get(key.agent(), key.id(), now) != null);
            } else {
                long expires = now + step.life();
                assertEquals(
                        model.containsKey(key) ? SeenMail.Entered.AGAIN : SeenMail.Entered.NEW,
                        seen.enter(key.agent(), key.id(), BODY, expires, step.stranger(), now));
                model.putIfAbsent(key, expires + 90_000);
            }
        }
    }
}
