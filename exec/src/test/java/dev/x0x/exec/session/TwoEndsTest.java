// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.exec.audit.Outcome;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class TwoEndsTest {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static TwoEnds run(
            long seed,
            double loss,
            int out,
            int err,
            int in,
            java.util.function.Consumer<TwoEnds> how) {
        TwoEnds both =
                new TwoEnds(
                        seed, loss, out, err, in, TwoEnds.caps(64 << 20), Duration.ofSeconds(200));
        how.accept(both);
        both.run(LIMIT);
        assertNotNull(both.end, "no end; seed " + seed);
        return both;
    }

    private static void complete(TwoEnds both, long seed) {
        String rerun = "seed " + seed;
        assertEquals(Outcome.EXITED, both.end.end().outcome(), rerun + " " + both.end);
        assertEquals(7, both.end.end().code().orElseThrow(), rerun);
        assertArrayEquals(both.stdout, both.gotStdout.toByteArray(), rerun);
        assertArrayEquals(both.stderr, both.gotStderr.toByteArray(), rerun);
        assertArrayEquals(both.stdin, both.childStdin, rerun);
        assertEquals(List.of(4711L), both.startedPids, rerun);
        assertEquals(1, both.starts, rerun);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 47_104, 47_105, 200_000, 5_000_000})
    void output_is_complete_and_in_order_on_a_good_path(int bytes) {
        complete(run(bytes, 0, bytes, bytes / 3, 10, both -> {}), bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void output_is_complete_and_in_order_over_a_path_that_loses_repeats_and_reorders(long seed) {
        complete(run(seed, 0.15, 3_000_000, 100_000, 300_000, both -> {}), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_slow_reader_pushes_back_and_loses_nothing(long seed) {
        complete(
                run(
                        seed,
                        0.02,
                        6_000_000,
                        0,
                        0,
                        both -> both.consumerPace = Duration.ofMillis(300)),
                seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void streamed_stdin_arrives_whole_before_the_child_starts(long seed) {
        complete(run(seed, 0.1, 10, 0, 4_000_000, both -> {}), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_path_that_goes_ends_the_command_within_its_lease(long seed) {
        TwoEnds both =
                new TwoEnds(seed, 0, 10, 0, 0, TwoEnds.caps(1 << 20), Duration.ofSeconds(200));
        both.childLinger = Duration.ofSeconds(190);
        both.after(Duration.ofSeconds(3), () -> both.cut = true);
        both.run(Duration.ofSeconds(60));
        assertTrue(both.serverClosed, "seed " + seed);
        assertEquals(
                List.of("started", "warning lease_expired", "exit lease_expired"),
                both.audit.stream().filter(line -> !line.startsWith("give")).toList());
        assertEquals(15, both.signals.getFirst());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_renewed_lease_outlives_ten_seconds_over_a_lossy_path(long seed) {
        complete(
                run(seed, 0.2, 10, 10, 0, both -> both.childLinger = Duration.ofSeconds(60)), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_cancel_is_an_end_like_any_other(long seed) {
        TwoEnds both =
                run(
                        seed,
                        0,
                        100,
                        0,
                        0,
                        ends -> {
                            ends.childLinger = Duration.ofSeconds(100);
                            ends.after(Duration.ofSeconds(5), ends::cancel);
                        });
        assertEquals(Outcome.CANCELLED, both.end.end().outcome());
        assertEquals(15, both.end.end().signal().orElseThrow());
        assertArrayEquals(both.stdout, both.gotStdout.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_capped_stream_is_an_exact_prefix_and_the_rest_is_counted(long seed) {
        TwoEnds both =
                new TwoEnds(
                        seed, 0.05, 900_000, 0, 0, TwoEnds.caps(500_001), Duration.ofSeconds(200));
        both.run(LIMIT);
        assertEquals(Outcome.EXITED, both.end.end().outcome());
        assertTrue(both.end.end().truncated());
        assertEquals(900_000, both.end.end().stdoutTotal());
        assertArrayEquals(Arrays.copyOf(both.stdout, 500_001), both.gotStdout.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void the_timeout_is_exact_and_the_first_cause_stands(int seed) {
        TwoEnds both = new TwoEnds(seed, 0, 0, 0, 0, TwoEnds.caps(1000), Duration.ofMillis(1234));
        both.childLinger = Duration.ofSeconds(100);
        both.run(LIMIT);
        assertEquals(Outcome.TIMED_OUT, both.end.end().outcome());
        assertTrue(
                both.end.end().duration().toMillis() >= 1234
                        && both.end.end().duration().toMillis() < 1240,
                both.end.end().duration().toString());
    }
}
