// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.SecretKeyBytes;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

class SessionRecordTest {
    private static final RequestId ID = new RequestId(1, 2);
    private static final List<ToCaller> HELLO =
            List.of(new ToCaller.Stdout(ID, 0, new byte[] {104, 105, 10}));

    private static SessionKeys keys() {
        return SessionKeys.derive(
                SecretKeyBytes.take(Digest.sha256(new byte[] {1})),
                SecretKeyBytes.take(Digest.sha256(new byte[] {2})),
                Digest.sha256(new byte[] {3}),
                new Target(AgentId.of(new byte[32]), MachineId.of(new byte[32])),
                new Target(AgentId.of(new byte[32]), MachineId.of(new byte[32])),
                ID,
                new byte[1088]);
    }

    @Provide
    Arbitrary<List<ExecFrame>> frames() {
        return Frames.any().list().ofMaxSize(5);
    }

    @Property(tries = 200)
    void any_frames_come_back(@ForAll("frames") List<ExecFrame> frames, @ForAll long echo)
            throws Exception {
        SessionKeys keys = keys();
        try (RecordSealer sealer = keys.sealer(Direction.TO_REQUESTER);
                RecordOpener opener = keys.opener(Direction.TO_REQUESTER)) {
            keys.close(); // the two have their own copies
            for (int counter = 0; counter < 3; counter++) {
                assertEquals(counter, sealer.nextCounter());
                byte[] record = sealer.seal(echo, frames);
                assertEquals(49 + RecordSealer.length(frames), record.length);
                assertEquals(new OpenedRecord(counter, echo, frames), opener.open(record));
                assertEquals(counter + 1, opener.echo());
            }
        }
    }

    @Test
    void no_bit_can_be_changed_and_trying_changes_nothing() throws Exception {
        RecordSealer sealer = keys().sealer(Direction.TO_REQUESTER);
        RecordOpener opener = keys().opener(Direction.TO_REQUESTER);
        byte[] first = sealer.seal(0, HELLO);
        byte[] second = sealer.seal(0, HELLO);
        opener.open(first);
        for (int bit = 0; bit < 8 * second.length; bit++) {
            byte[] flipped = second.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Refusal expected =
                    switch (bit / 8) {
                        case 0 -> Refusal.BAD_VERSION;
                        case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 ->
                                Refusal.UNKNOWN_SESSION;
                        // counter 1 becomes 0, which was seen; any other change is a new counter
                        case 24 -> bit % 8 == 0 ? Refusal.STALE_COUNTER : Refusal.BAD_TAG;
                        default -> Refusal.BAD_TAG;
                    };
            assertEquals(expected, refusal(opener, flipped), () -> "bit of " + flipped.length);
            assertEquals(1, opener.echo());
        }
        assertEquals(new OpenedRecord(1, 0, List.copyOf(HELLO)), opener.open(second));
        assertEquals(Refusal.STALE_COUNTER, refusal(opener, second));
    }

    @Property(tries = 300)
    void damage_is_refused_and_changes_nothing(@ForAll long seed) throws Exception {
        RecordSealer sealer = keys().sealer(Direction.TO_EXECUTOR);
        RecordOpener opener = keys().opener(Direction.TO_EXECUTOR);
        byte[] record = sealer.seal(0, List.of(new ToServer.LeaseRenew(ID)));
        var random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            byte[] damaged = Damage.to(record, random);
            if (!Arrays.equals(record, damaged)) {
                refusal(opener, damaged);
                assertEquals(0, opener.echo());
            }
        }
        opener.open(record);
    }

    @Property(tries = 300)
    void the_window_is_a_set_of_what_was_seen(@ForAll long start, @ForAll long seed) {
        var random = new Random(seed);
        var window = new CounterWindow();
        var seen = new HashSet<Long>();
        long highest = 0;
        for (int i = 0; i < 600; i++) {
            long counter = next(random, seen.isEmpty() ? start : highest);
            boolean above = seen.isEmpty() || Long.compareUnsigned(counter, highest) > 0;
            boolean fresh =
                    above
                            || (Long.compareUnsigned(highest - counter, 1023) <= 0
                                    && !seen.contains(counter));
            assertEquals(fresh, window.isNew(counter), () -> Long.toUnsignedString(counter));
            if (fresh) {
                window.add(counter);
                seen.add(counter);
                highest = above ? counter : highest;
                assertEquals(highest + 1, window.echo());
            }
        }
    }

    /** Mostly near, at and beyond the window's edges; sometimes far, where wrapping shows. */
    private static long next(Random random, long highest) {
        return switch (random.nextInt(12)) {
            case 0 -> highest + 1 + random.nextInt(1500);
            case 1 -> highest - 1020 - random.nextInt(8);
            case 2 -> random.nextInt(40) == 0 ? random.nextLong() : highest;
            case 3, 4, 5 -> highest + 1;
            case 6, 7 -> highest - random.nextInt(1100);
            default -> highest + 5 - random.nextInt(20);
        };
    }

    @Test
    void the_two_directions_do_not_mix() {
        byte[] mine = keys().sealer(Direction.TO_EXECUTOR).seal(0, List.of());
        RecordOpener opener = keys().opener(Direction.TO_REQUESTER);
        assertEquals(Refusal.BAD_TAG, refusal(opener, mine));
    }

    @Test
    void a_record_holds_what_a_carrier_body_holds() throws Exception {
        RecordSealer sealer = keys().sealer(Direction.TO_REQUESTER);
        var over = List.of(new ToCaller.Stdout(ID, 0, new byte[RecordSealer.MAX_FRAMES - 31]));
        assertThrows(IllegalArgumentException.class, () -> sealer.seal(0, over));
        assertEquals(0, sealer.nextCounter());
        var fits = List.of(new ToCaller.Stdout(ID, 0, new byte[RecordSealer.MAX_FRAMES - 32]));
        byte[] record = sealer.seal(0, fits);
        assertEquals(65_536, record.length);
        RecordOpener opener = keys().opener(Direction.TO_REQUESTER);
        assertEquals(Refusal.LENGTH_TOO_LARGE, refusal(opener, Arrays.copyOf(record, 65_537)));
        assertEquals(fits, opener.open(record).frames());
    }

    @Test
    void the_last_counter_is_used_once() throws Exception {
        SessionKeys keys = keys();
        var sealer = new RecordSealer(keys.key(Direction.TO_EXECUTOR), keys.id(), -1);
        assertEquals(
                -1, keys.opener(Direction.TO_EXECUTOR).open(sealer.seal(0, List.of())).counter());
        assertThrows(IllegalStateException.class, () -> sealer.seal(0, List.of()));
        assertThrows(IllegalStateException.class, () -> sealer.seal(0, List.of()));
    }

    @Test
    void each_end_has_one_sealer() {
        SessionKeys keys = keys();
        keys.sealer(Direction.TO_EXECUTOR);
        for (Direction direction : EnumSet.allOf(Direction.class)) {
            assertThrows(IllegalStateException.class, () -> keys.sealer(direction));
        }
    }

    @Test
    void nothing_is_sealed_or_opened_after_closing() {
        SessionKeys keys = keys();
        RecordSealer sealer = keys.sealer(Direction.TO_EXECUTOR);
        RecordOpener opener = keys.opener(Direction.TO_EXECUTOR);
        byte[] record = sealer.seal(0, List.of());
        sealer.close();
        sealer.close();
        opener.close();
        keys.close();
        assertThrows(IllegalStateException.class, () -> sealer.seal(0, List.of()));
        assertThrows(IllegalStateException.class, () -> opener.open(record));
        assertThrows(IllegalStateException.class, () -> keys.opener(Direction.TO_EXECUTOR));
    }

    @Test
    void an_erased_key_is_zeros() {
        byte[] bytes = Digest.sha256(new byte[0]);
        var key = new RecordKey(bytes);
        key.destroy();
        assertArrayEquals(new byte[32], bytes);
        assertFalse(key.toString().contains("e3b0"));
    }

    private static Refusal refusal(RecordOpener opener, byte[] record) {
        return assertThrows(MalformedException.class, () -> opener.open(record)).refusal();
    }
}
