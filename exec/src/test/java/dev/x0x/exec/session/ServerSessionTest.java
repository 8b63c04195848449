// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static dev.x0x.exec.session.Sessions.ID;
import static dev.x0x.exec.session.Sessions.LEASE;
import static dev.x0x.exec.session.Sessions.NOTHING;
import static dev.x0x.exec.session.Sessions.START;
import static dev.x0x.exec.session.Sessions.WIDE;
import static dev.x0x.exec.session.Sessions.at;
import static dev.x0x.exec.session.Sessions.bytes;
import static dev.x0x.exec.session.Sessions.die;
import static dev.x0x.exec.session.Sessions.ended;
import static dev.x0x.exec.session.Sessions.exit;
import static dev.x0x.exec.session.Sessions.frames;
import static dev.x0x.exec.session.Sessions.how;
import static dev.x0x.exec.session.Sessions.open;
import static dev.x0x.exec.session.Sessions.record;
import static dev.x0x.exec.session.Sessions.running;
import static dev.x0x.exec.session.Sessions.started;
import static dev.x0x.exec.session.Sessions.stdout;
import static dev.x0x.exec.session.Sessions.terms;
import static dev.x0x.exec.session.Sessions.warned;
import static dev.x0x.exec.session.Sessions.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.ToServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Order is safety: each test compares the whole list of effects. */
class ServerSessionTest {
    @Test
    void an_allowed_request_starts_its_child_and_nothing_else() {
        Terms terms = terms(WIDE);
        ServerSession session = new ServerSession(terms, START);
        assertEquals(
                List.of(new ServerEffect.StartChild(terms.stdin().orElseThrow())),
                session.begin(START));
        assertEquals(List.of(), session.begin(START), "and once");
        assertEquals(List.of(new ServerEffect.AuditStarted(7)), session.started(7, START));
    }

    @Test
    void what_cannot_be_recorded_does_not_run() {
        ServerSession session = new ServerSession(terms(WIDE), START);
        assertEquals(
                List.of(Sessions.refused(DenialReason.AUDIT_UNAVAILABLE), new ServerEffect.Close()),
                session.notRecorded(START));
        assertEquals(List.of(), session.begin(START));
        assertEquals(List.of(), session.notRecorded(START));
    }

    @Test
    void what_cannot_be_started_is_recorded_before_it_is_told() {
        ServerSession session = new ServerSession(terms(WIDE), START);
        session.begin(START);
        assertEquals(
                List.of(
                        new ServerEffect.AuditDenial(DenialReason.SPAWN_FAILED),
                        Sessions.refused(DenialReason.SPAWN_FAILED),
                        new ServerEffect.Close()),
                session.notStarted(START));
        assertEquals(List.of(), session.notStarted(START));
    }

    @Test
    void a_short_command_is_answered_by_one_envelope() {
        ServerSession session = running(WIDE);
        assertEquals(List.of(), session.output(StdStream.STDOUT, bytes("hello\n"), at(1)));
        End end = ended(Outcome.EXITED, 3, -1, 5, 6);
        assertEquals(
                List.of(
                        new ServerEffect.SignalGroup(9),
                        new ServerEffect.GiveUpOutput(),
                        new ServerEffect.AuditExit(end),
                        new ServerEffect.SendEnd(
                                frames(
                                        started(),
                                        stdout(0, bytes("hello\n")),
                                        how(end, bytes("hello\n"))),
                                frames(started(), how(end, bytes("hello\n")))),
                        new ServerEffect.Close()),
                exit(session, 3, at(5)));
        assertNull(session.wakeAt());
    }

    @Test
    void
            a_command_that_lasts_is_accepted_after_ten_milliseconds_and_talks_after_the_first_record() {
        ServerSession session = running(WIDE);
        assertEquals(at(10), session.wakeAt());
        assertEquals(List.of(), session.wake(at(9)));
        assertEquals(List.of(new ServerEffect.Accept()), session.wake(at(10)));
        assertEquals(List.of(), session.wake(at(11)), "accepted once");
        assertEquals(
                List.of(),
                session.output(StdStream.STDOUT, bytes("early"), at(15)),
                "no record before the caller's first");
        assertEquals(
                List.of(record(started(), stdout(0, bytes("early")))),
                session.record(0, 0, List.of(new ToServer.LeaseRenew(ID)), at(20)));
        assertEquals(
                List.of(record(stdout(1, bytes("more")))),
                session.output(StdStream.STDOUT, bytes("more"), at(30)));
    }

    @Test
    void large_output_is_accepted_at_once() {
        ServerSession session = running(WIDE);
        assertEquals(List.of(), session.output(StdStream.STDOUT, bytes(OutStream.CHUNK), at(1)));
        assertEquals(
                List.of(new ServerEffect.Accept()),
                session.output(StdStream.STDOUT, bytes(1), at(2)));
    }

    @Test
    void a_timeout_is_exact_ends_with_term_and_five_seconds_later_with_kill() {
        ServerSession session = running(WIDE);
        keepAlive(session, 30_000);
        assertEquals(at(30_000), session.wakeAt());
        assertEquals(List.of(), signals(session.wake(at(29_999))));
        assertEquals(
                List.of(
                        new ServerEffect.SignalGroup(15),
                        warned(WarningKind.TIMED_OUT),
                        record(warning(WarningKind.TIMED_OUT))),
                session.wake(at(30_000)));
        assertEquals(List.of(), signals(session.wake(at(34_999))));
        assertEquals(List.of(new ServerEffect.SignalGroup(9)), signals(session.wake(at(35_000))));
        assertEquals(List.of(), signals(session.wake(at(60_000))), "killed once");
        End end = ended(Outcome.TIMED_OUT, -1, 9, 60_001, 0);
        assertEquals(new ServerEffect.AuditExit(end), exitRecord(die(session, 9, at(60_001))));
    }

    @Test
    void an_expired_lease_ends_with_term_and_then_with_kill_even_if_nobody_listens() {
        ServerSession session = running(WIDE);
        session.wake(at(10));
        assertEquals(START.plus(LEASE), session.wakeAt());
        assertEquals(
                List.of(new ServerEffect.SignalGroup(15), warned(WarningKind.LEASE_EXPIRED)),
                session.wake(at(10_000)));
        assertEquals(at(15_000), session.wakeAt());
        assertEquals(List.of(new ServerEffect.SignalGroup(9)), session.wake(at(15_000)));
        assertNull(session.wakeAt(), "only its end can change anything now");
    }

    @Test
    void the_first_cause_stands() {
        ServerSession session = open(WIDE);
        assertEquals(
                List.of(
                        new ServerEffect.SignalGroup(15),
                        warned(WarningKind.CANCELLED),
                        record(warning(WarningKind.CANCELLED))),
                session.stop(Outcome.CANCELLED, "", at(100)));
        assertEquals(List.of(), session.stop(Outcome.PEER_DISCONNECTED, "", at(101)));
        assertEquals(List.of(), session.stop(Outcome.CANCELLED, "", at(102)));
        assertEquals(
                List.of(new ServerEffect.SignalGroup(9)),
                session.stop(Outcome.DAEMON_STOPPED, "", at(103)),
                "a daemon that stops does not wait for the grace to end");
        End end = ended(Outcome.CANCELLED, -1, 9, 104, 0);
        assertEquals(new ServerEffect.AuditExit(end), exitRecord(die(session, 9, at(104))));
    }

    @Test
    void a_daemon_that_stops_kills_before_it_reports() {
        ServerSession session = running(WIDE);
        assertEquals(
                List.of(new ServerEffect.SignalGroup(9), warned(WarningKind.DAEMON_STOPPED)),
                session.stop(Outcome.DAEMON_STOPPED, "", at(5)));
        End end = ended(Outcome.DAEMON_STOPPED, -1, 9, 6, 0);
        assertEquals(
                List.of(
                        new ServerEffect.SignalGroup(9),
                        new ServerEffect.GiveUpOutput(),
                        new ServerEffect.AuditExit(end),
                        new ServerEffect.SendEnd(
                                frames(
                                        started(),
                                        warning(WarningKind.DAEMON_STOPPED),
                                        how(end, NOTHING)),
                                frames(
                                        started(),
                                        warning(WarningKind.DAEMON_STOPPED),
                                        how(end, NOTHING))),
                        new ServerEffect.Close()),
                die(session, 9, at(6)));
    }

    @Test
    void a_stop_before_the_child_was_started_ends_it_unstarted() {
        ServerSession session = new ServerSession(terms(WIDE), START);
        End end = ended(Outcome.CANCELLED, -1, -1, 3, 0);
        assertEquals(
                List.of(
                        new ServerEffect.AuditExit(end),
                        new ServerEffect.SendEnd(how(end, NOTHING), how(end, NOTHING)),
                        new ServerEffect.Close()),
                session.stop(Outcome.CANCELLED, "", at(3)));
        assertEquals(List.of(), session.begin(at(4)));
        assertEquals(
                List.of(new ServerEffect.SignalGroup(9)),
                session.started(7, at(5)),
                "a child that came too late is not left alone");
    }

    @Test
    void a_command_that_has_exited_is_not_cancelled_any_more() {
        ServerSession session = running(WIDE);
        assertEquals(
                List.of(),
                session.exited(OptionalInt.of(0), OptionalInt.empty(), at(1)),
                "a grandchild holds the pipes");
        assertEquals(
                List.of(new ServerEffect.SignalGroup(9)),
                session.stop(Outcome.CANCELLED, "", at(2)),
                "whoever holds them is killed");
        session.closed(StdStream.STDERR, at(3));
        assertEquals(
                new ServerEffect.AuditExit(ended(Outcome.EXITED, 0, -1, 3, 0)),
                exitRecord(session.closed(StdStream.STDOUT, at(3))));
    }

    @Test
    void pipes_are_drained_for_two_seconds_and_the_group_killed() {
        ServerSession session = open(WIDE);
        session.exited(OptionalInt.of(0), OptionalInt.empty(), at(100));
        session.output(StdStream.STDOUT, bytes("late"), at(2_000));
        assertEquals(List.of(), signals(session.wake(at(2_099))));
        End end = ended(Outcome.EXITED, 0, -1, 2_100, 4);
        assertEquals(
                List.of(
                        new ServerEffect.SignalGroup(9),
                        new ServerEffect.GiveUpOutput(),
                        new ServerEffect.AuditExit(end),
                        new ServerEffect.SendEnd(
                                frames(
                                        started(),
                                        stdout(0, bytes("late")),
                                        how(end, bytes("late"))),
                                frames(started(), how(end, bytes("late")))),
                        new ServerEffect.Close()),
                session.wake(at(2_100)));
    }

    @Test
    void a_withdrawn_right_drops_the_keys_kills_and_tells_no_more_output() {
        ServerSession session = open(WIDE);
        session.output(StdStream.STDOUT, bytes("before"), at(30));
        assertEquals(
                List.of(
                        new ServerEffect.DropKeys(),
                        new ServerEffect.SignalGroup(15),
                        warned(WarningKind.CANCELLED)),
                session.withdraw("blocked", at(40)));
        assertEquals(
                List.of(),
                session.record(1, 1, List.of(new ToServer.LeaseRenew(ID)), at(41)),
                "no further record is taken");
        assertEquals(List.of(), session.output(StdStream.STDOUT, bytes("after"), at(42)));
        List<ServerEffect> end = die(session, 15, at(43));
        var sent = (ServerEffect.SendEnd) end.get(3);
        assertEquals(sent.kept(), sent.frames());
        assertEquals(
                List.of("Started", "Warning", "ExitDetail", "Exit"),
                sent.frames().stream().map(frame -> frame.getClass().getSimpleName()).toList());
        assertEquals("blocked", session.cause());
        var how = ((ServerEffect.AuditExit) end.get(2)).end();
        assertEquals(Outcome.CANCELLED, how.outcome());
        assertEquals(11, how.stdoutTotal());
        assertEquals(true, how.truncated());
    }

    @Test
    void an_idle_command_ends_only_where_a_limit_is_set_and_not_while_its_reader_is_slow() {
        ServerSession session =
                open(Sessions.caps(16 << 20, 0, Duration.ZERO, Duration.ofSeconds(3)));
        session.output(StdStream.STDOUT, bytes("."), at(1_000));
        assertEquals(List.of(), signals(session.wake(at(3_999))));
        assertEquals(List.of(new ServerEffect.SignalGroup(15)), signals(session.wake(at(4_000))));

        ServerSession slow = open(Sessions.caps(16 << 20, 0, Duration.ZERO, Duration.ofSeconds(3)));
        slow.output(StdStream.STDOUT, bytes((int) OutStream.WINDOW), at(1_000));
        assertEquals(List.of(), signals(slow.wake(at(9_000))), "it waits for its reader");
        assertEquals(List.of(), signals(running(WIDE).wake(at(9_000))), "off by default");
    }

    @Test
    void a_duration_warning_comes_once() {
        ServerSession session =
                open(Sessions.caps(16 << 20, 0, Duration.ofSeconds(5), Duration.ZERO));
        session.wake(at(4_999));
        assertEquals(
                List.of(
                        warned(WarningKind.DURATION_APPROACHING_CAP),
                        record(warning(WarningKind.DURATION_APPROACHING_CAP))),
                session.wake(at(5_000)).stream().map(ServerSessionTest::withoutStarted).toList());
        assertEquals(
                0,
                session.wake(at(5_001)).stream()
                        .filter(ServerEffect.AuditWarning.class::isInstance)
                        .count());
    }

    private static ServerEffect withoutStarted(ServerEffect effect) {
        return effect instanceof ServerEffect.SendRecord(var frames)
                ? new ServerEffect.SendRecord(
                        frames.stream().filter(frame -> !frame.equals(started())).toList())
                : effect;
    }

    private static void keepAlive(ServerSession session, long until) {
        session.wake(at(10));
        long echo = 0;
        for (long t = 20; t < until; t += 1_000) {
            int sent = records(session.record(t, echo, List.of(), at(t)));
            echo += sent;
        }
    }

    private static int records(List<ServerEffect> effects) {
        return (int) effects.stream().filter(ServerEffect.SendRecord.class::isInstance).count();
    }

    private static List<ServerEffect> signals(List<ServerEffect> effects) {
        return effects.stream().filter(ServerEffect.SignalGroup.class::isInstance).toList();
    }

    private static ServerEffect exitRecord(List<ServerEffect> effects) {
        return effects.stream()
                .filter(ServerEffect.AuditExit.class::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
