// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static dev.x0x.exec.session.Sessions.ID;
import static dev.x0x.exec.session.Sessions.WIDE;
import static dev.x0x.exec.session.Sessions.at;
import static dev.x0x.exec.session.Sessions.bytes;
import static dev.x0x.exec.session.Sessions.exit;
import static dev.x0x.exec.session.Sessions.open;
import static dev.x0x.exec.session.Sessions.running;
import static dev.x0x.exec.session.Sessions.warned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.ToCaller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Caps, warnings, windows and the end that has to fit. */
class OutputTest {
    /** Bytes written, cap, warning threshold: what is warned of, what is taken, what is dropped. */
    @ParameterizedTest
    @CsvSource({
        "999, 1000, 0, '', 999, false",
        "1000, 1000, 0, stdout_cap_hit, 1000, false",
        "1001, 1000, 0, stdout_cap_hit, 1000, true",
        "499, 1000, 500, '', 499, false",
        "500, 1000, 500, stdout_approaching_cap, 500, false",
        "1000, 1000, 1000, stdout_approaching_cap stdout_cap_hit, 1000, false",
        "5000, 1000, 500, stdout_approaching_cap stdout_cap_hit, 1000, true",
    })
    void caps_and_thresholds(
            int written, long cap, long warn, String kinds, int taken, boolean truncated) {
        for (int piece : List.of(1, 7, 5000)) {
            ServerSession session = running(Sessions.caps(cap, warn, Duration.ZERO, Duration.ZERO));
            byte[] all = bytes(written);
            List<ServerEffect> effects = new ArrayList<>();
            for (int from = 0; from < written; from += piece) {
                byte[] next =
                        java.util.Arrays.copyOfRange(all, from, Math.min(written, from + piece));
                effects.addAll(session.output(StdStream.STDOUT, next, at(1)));
            }
            String warned =
                    String.join(
                            " ",
                            effects.stream()
                                    .filter(ServerEffect.AuditWarning.class::isInstance)
                                    .map(e -> ((ServerEffect.AuditWarning) e).kind().code())
                                    .toList());
            assertEquals(kinds, warned, "in pieces of " + piece);
            List<ServerEffect> end = exit(session, 0, at(2));
            End how = ((ServerEffect.AuditExit) end.get(2)).end();
            assertEquals(written, how.stdoutTotal());
            assertEquals(truncated, how.truncated());
            assertArrayEquals(
                    java.util.Arrays.copyOf(all, taken), output((ServerEffect.SendEnd) end.get(3)));
        }
    }

    @Test
    void a_warning_says_how_many_bytes_there_were() {
        ServerSession session = running(Sessions.caps(1000, 0, Duration.ZERO, Duration.ZERO));
        session.output(StdStream.STDOUT, bytes(600), at(1));
        assertEquals(
                List.of(warned(WarningKind.STDOUT_CAP_HIT, 1200)),
                session.output(StdStream.STDOUT, bytes(600), at(2)));
    }

    @Test
    void a_full_window_stops_the_reading_and_an_acknowledgement_starts_it_again() {
        ServerSession session = open(WIDE);
        int window = (int) OutStream.WINDOW;
        session.output(StdStream.STDOUT, bytes(window - 1), at(30));
        assertEquals(
                new ServerEffect.Pause(StdStream.STDOUT),
                session.output(StdStream.STDOUT, bytes(1), at(31)).getFirst());
        assertEquals(
                new ServerEffect.Resume(StdStream.STDOUT),
                session.record(
                                1,
                                1,
                                List.of(
                                        Sessions.ack(
                                                StdStream.STDOUT, 1, window + OutStream.CHUNK)),
                                at(40))
                        .getFirst());
    }

    @Test
    void bytes_beyond_the_cap_are_counted_and_never_wait() {
        int window = (int) OutStream.WINDOW;
        ServerSession session = open(Sessions.caps(window, 0, Duration.ZERO, Duration.ZERO));
        for (int i = 0; i < 10; i++) {
            List<ServerEffect> effects = session.output(StdStream.STDOUT, bytes(window), at(30));
            assertEquals(0, effects.stream().filter(ServerEffect.Pause.class::isInstance).count());
        }
    }

    @Test
    void nothing_is_sent_beyond_the_credit() {
        ServerSession session = open(WIDE);
        long sent = 0;
        for (int i = 0; i < 60; i++) {
            sent += sent(session.output(StdStream.STDOUT, bytes(50_000), at(30 + i)));
        }
        assertTrue(sent <= OutStream.WINDOW, sent + " bytes");
        assertTrue(sent > OutStream.WINDOW - 2 * OutStream.CHUNK, sent + " bytes");
    }

    @Test
    void whoever_writes_byte_by_byte_to_a_caller_who_does_not_answer_costs_few_records() {
        ServerSession session = open(WIDE);
        int records = 0;
        for (int i = 0; i < 20_000; i++) {
            records +=
                    (int)
                            session.output(StdStream.STDOUT, new byte[] {1}, at(30)).stream()
                                    .filter(ServerEffect.SendRecord.class::isInstance)
                                    .count();
        }
        assertTrue(records < 100, records + " records");
    }

    @Test
    void a_slow_path_gets_one_chunk_again_and_not_the_whole_window() {
        ServerSession session = open(WIDE);
        for (int i = 0; i < 22; i++) {
            session.output(StdStream.STDOUT, bytes(OutStream.CHUNK), at(30));
        }
        assertEquals(OutStream.CHUNK, sent(session.wake(at(30 + 250))));
        assertEquals(0, sent(session.wake(at(30 + 251))));
        assertEquals(OutStream.CHUNK, sent(session.wake(at(30 + 750))), "and then waits longer");
    }

    @Test
    void output_nobody_takes_is_kept_for_as_long_as_the_lease_lives() {
        ServerSession session = open(WIDE);
        session.output(StdStream.STDOUT, bytes(500_000), at(30));
        List<ServerEffect> end = exit(session, 0, at(40));
        assertTrue(end.stream().noneMatch(ServerEffect.Close.class::isInstance));
        assertTrue(
                session.wake(at(9_999)).stream().noneMatch(ServerEffect.Close.class::isInstance));
        List<ServerEffect> over = session.wake(at(10_000));
        assertEquals(new ServerEffect.Close(), over.getLast());
        var sent = (ServerEffect.SendEnd) over.getFirst();
        assertTrue(ExecPayload.length(sent.frames()) <= ExecPayload.MAX);
    }

    @Test
    void a_pipe_we_had_stopped_reading_when_it_was_given_up_is_truncated() {
        ServerSession session = open(WIDE);
        session.output(StdStream.STDOUT, bytes((int) (2 * OutStream.WINDOW)), at(30));
        session.exited(OptionalInt.of(0), OptionalInt.empty(), at(40));
        End how =
                session.wake(at(2_040)).stream()
                        .filter(ServerEffect.AuditExit.class::isInstance)
                        .map(e -> ((ServerEffect.AuditExit) e).end())
                        .findFirst()
                        .orElseThrow();
        assertTrue(how.truncated());
    }

    /** Whatever was written in whatever pieces, at whatever moment it ends. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void the_end_always_fits_into_its_envelope(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 60; run++) {
            ServerSession session =
                    open(
                            Sessions.caps(
                                    1 + random.nextInt(200_000),
                                    1 + random.nextInt(1000),
                                    Duration.ofMillis(25),
                                    Duration.ZERO));
            List<ServerEffect> effects = new ArrayList<>();
            int pieces = random.nextInt(300);
            int most = random.nextBoolean() ? 3 : 3_000;
            for (int i = 0; i < pieces; i++) {
                StdStream stream = random.nextInt(4) == 0 ? StdStream.STDERR : StdStream.STDOUT;
                effects.addAll(session.output(stream, bytes(random.nextInt(most)), at(30 + i)));
            }
            effects.addAll(exit(session, 0, at(400)));
            effects.addAll(session.wake(at(20_000)));
            var end =
                    effects.stream()
                            .filter(ServerEffect.SendEnd.class::isInstance)
                            .map(ServerEffect.SendEnd.class::cast)
                            .toList();
            assertEquals(1, end.size(), "rerun with seed " + seed);
            assertTrue(ExecPayload.encode(end.getFirst().frames()).length <= ExecPayload.MAX);
            assertTrue(ExecPayload.encode(end.getFirst().kept()).length <= 4096, "DECISIONS B4");
        }
    }

    private static long sent(List<ServerEffect> effects) {
        long sum = 0;
        for (ServerEffect effect : effects) {
            if (effect instanceof ServerEffect.SendRecord(var frames)) {
                for (ToCaller frame : frames) {
                    sum += frame instanceof ToCaller.Stdout part ? part.data().length : 0;
                }
            }
        }
        return sum;
    }

    private static byte[] output(ServerEffect.SendEnd end) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ToCaller frame : end.frames()) {
            if (frame instanceof ToCaller.Stdout part) {
                assertEquals(ID, part.id());
                all.writeBytes(part.data());
            }
        }
        return all.toByteArray();
    }
}
