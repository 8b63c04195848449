// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static dev.x0x.exec.session.Times.first;
import static dev.x0x.exec.session.Times.reached;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One inbound session, from the durable request record to the end: the child's life, its output,
 * the lease and every way to end (BEHAVIOUR.md §3, DECISIONS A4–A6, C1).
 */
public final class ServerSession {
    /** How long a grandchild may hold the pipes after the child has gone. */
    static final Duration DRAIN = Duration.ofSeconds(2);

    /** The same when the group has been killed: only a process that left it can hold them. */
    static final Duration DRAIN_AFTER_KILL = Duration.ofMillis(500);

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private enum State {
        /** Its record is on the way to disk. */
        ASKED,
        RECEIVING_STDIN,
        STARTING,
        RUNNING,
        /** The child has gone, its pipes have not. */
        DRAINING,
        /** It is over; output waits to be taken. */
        DELIVERING,
        CLOSED
    }

    private final Terms terms;
    private final Lease lease;
    private final ServerRecords records;
    private final ChildOutput output;
    private final StdinAssembly stdin;
    private final RunLimits limits;
    private final Ending ending = new Ending();
    private State state = State.ASKED;
    private Duration drainedAt;
    private Delivery delivery;
    private boolean accepted;
    private boolean stopping;

    /** A session whose request has been judged allowed at {@code uptime}. */
    public ServerSession(Terms terms, Duration uptime) {
        this.terms = terms;
        this.lease = new Lease(terms.lease(), uptime);
        this.output = new ChildOutput(terms.caps());
        this.stdin = new StdinAssembly(terms.stdinTotal(), terms.stdinSha256());
        this.records = new ServerRecords(terms.id(), lease, stdin, output);
        this.limits = new RunLimits(terms, uptime);
    }

    /** The request record is durable: start the child, or ask for its stdin first. */
    public List<ServerEffect> begin(Duration uptime) {
        if (state != State.ASKED) {
            return List.of(); // ended while the record was written
        }
        if (reached(lease.ends(), uptime)) {
            return turn(uptime);
        }
        limits.begin(uptime);
        if (terms.stdin().isPresent()) {
            state = State.STARTING;
            return List.of(new ServerEffect.StartChild(terms.stdin().get()));
        }
        state = State.RECEIVING_STDIN;
        return List.of(accept());
    }

    /** The request record could not be made durable: what cannot be recorded does not run. */
    public List<ServerEffect> notRecorded(Duration uptime) {
        if (state != State.ASKED) {
            return List.of();
        }
        return over(End.refused(DenialReason.AUDIT_UNAVAILABLE), uptime);
    }

    /** The child runs. Its duration counts from here. */
    public List<ServerEffect> started(long pid, Duration uptime) {
        if (state != State.STARTING) {
            return List.of(new ServerEffect.SignalGroup(SIGKILL)); // nobody wants it any more
        }
        state = State.RUNNING;
        limits.begin(uptime);
        records.notice(new ToCaller.Started(terms.id(), pid));
        List<ServerEffect> effects = new ArrayList<>();
        effects.add(new ServerEffect.AuditStarted(pid));
        effects.addAll(turn(uptime));
        return effects;
    }

    /** The child could not be started. */
    public List<ServerEffect> notStarted(Duration uptime) {
        return state == State.STARTING
                ? finish(End.refused(DenialReason.SPAWN_FAILED), uptime)
                : List.of();
    }

    /** A new record of the caller was opened: its number, its echo and its frames. */
    public List<ServerEffect> record(
            long counter, long echo, List<ToServer> frames, Duration uptime) {
        if (state == State.CLOSED || records.isShut() || !lease.plausible(echo)) {
            return List.of();
        }
        records.received(echo, frames, uptime);
        List<ServerEffect> effects = resume(uptime);
        if (state == State.RECEIVING_STDIN && stdin.wrong()) {
            effects.addAll(finish(End.refused(DenialReason.MALFORMED_FRAME), uptime));
        } else if (state == State.RECEIVING_STDIN && stdin.complete()) {
            state = State.STARTING;
            effects.add(new ServerEffect.StartChild(stdin.bytes()));
        }
        effects.addAll(turn(uptime));
        return effects;
    }

    /** The child wrote. */
    public List<ServerEffect> output(StdStream stream, byte[] bytes, Duration uptime) {
        if (state != State.RUNNING && state != State.DRAINING) {
            return List.of();
        }
        limits.output(uptime);
        CappedOutput of = output.of(stream);
        List<ServerEffect> effects = new ArrayList<>();
        List<WarningKind> crossed = of.take(bytes);
        if (of.shouldPause(state == State.DRAINING) && !of.paused()) {
            of.paused(true);
            effects.add(new ServerEffect.Pause(stream));
        }
        for (WarningKind kind : crossed) {
            effects.add(warn(kind, OptionalLong.of(of.total())));
        }
        effects.addAll(turn(uptime));
        return effects;
    }

    /** The child's stream ended. */
    public List<ServerEffect> closed(StdStream stream, Duration uptime) {
        output.of(stream).close();
        return turn(uptime);
    }

    /** The child has gone, with a code or by a signal; with neither, the kernel did not say. */
    public List<ServerEffect> exited(OptionalInt withCode, OptionalInt bySignal, Duration uptime) {
        if (state != State.RUNNING) {
            return List.of();
        }
        state = State.DRAINING;
        ending.exited(withCode, bySignal);
        drainedAt = uptime.plus(stopping ? DRAIN_AFTER_KILL : DRAIN);
        List<ServerEffect> effects = resume(uptime);
        effects.addAll(turn(uptime));
        return effects;
    }

    private List<ServerEffect> resume(Duration uptime) {
        List<ServerEffect> effects = output.resume(state == State.DRAINING);
        if (!effects.isEmpty()) {
            limits.output(uptime); // it was the caller who was slow, not the command
        }
        return effects;
    }

    /**
     * End it: the caller cancelled, the path is gone, or the daemon stops (kills at once). A
     * command that has exited by itself has ended by that.
     *
     * @param why for the audit record, empty where the outcome says it all
     */
    public List<ServerEffect> stop(Outcome outcome, String why, Duration uptime) {
        List<ServerEffect> effects = new ArrayList<>();
        stopping |= outcome == Outcome.DAEMON_STOPPED;
        switch (state) {
            case ASKED, RECEIVING_STDIN, STARTING ->
                    effects.addAll(endUnstarted(outcome, why, uptime));
            case RUNNING -> effects.addAll(kill(outcome, why, uptime));
            case DRAINING -> {
                // Whoever holds the pipes is killed now and not in two seconds.
                effects.add(new ServerEffect.SignalGroup(SIGKILL));
                drainedAt = first(drainedAt, uptime.plus(DRAIN_AFTER_KILL));
            }
            case DELIVERING -> delivery.stop(outcome, uptime);
            case CLOSED -> {}
        }
        effects.addAll(turn(uptime));
        return effects;
    }

    /**
     * End it because its caller has lost the right to run it: no further record of theirs counts,
     * and nothing more is told but that it is over (DECISIONS B3).
     *
     * @param why for the audit record
     */
    public List<ServerEffect> withdraw(String why, Duration uptime) {
        if (state == State.CLOSED) {
            return List.of();
        }
        records.shut();
        output.cut();
        if (state == State.DRAINING && !ending.caused()) {
            ending.because(Outcome.CANCELLED, why);
        }
        List<ServerEffect> effects = new ArrayList<>();
        effects.add(new ServerEffect.DropKeys());
        effects.addAll(resume(uptime));
        effects.addAll(stop(Outcome.CANCELLED, why, uptime));
        return effects;
    }

    /** It is the time that {@link #wakeAt} named, or later. */
    public List<ServerEffect> wake(Duration uptime) {
        return turn(uptime);
    }

    /** A record could not be handed to the link: its frames go again. */
    public void unsent(List<ToCaller> frames) {
        records.unsent(frames);
    }

    /** The operator's words for why it was stopped; empty unless {@link #stop} was given some. */
    public String cause() {
        return ending.why();
    }

    private List<ServerEffect> turn(Duration uptime) {
        List<ServerEffect> effects = new ArrayList<>(judgeTime(uptime));
        if (state == State.DRAINING && (output.closed() || reached(drainedAt, uptime))) {
            effects.addAll(finish(ended(uptime), uptime));
        } else if (state == State.DELIVERING) {
            effects.addAll(deliver(uptime));
        }
        if (state == State.RUNNING || state == State.DRAINING || state == State.DELIVERING) {
            boolean large = output.unacknowledged() > OutStream.CHUNK;
            boolean due = large || reached(limits.shortUntil(), uptime);
            if (!accepted && !records.isShut() && due) {
                effects.add(accept());
            }
        }
        if (state != State.CLOSED) {
            effects.addAll(records.flush(uptime));
        }
        return effects;
    }

    private List<ServerEffect> judgeTime(Duration uptime) {
        return switch (state) {
            case ASKED, RECEIVING_STDIN, STARTING -> {
                if (reached(lease.ends(), uptime)) {
                    yield endUnstarted(Outcome.LEASE_EXPIRED, "", uptime);
                }
                yield state == State.RECEIVING_STDIN && reached(limits.stdinBy(), uptime)
                        ? endUnstarted(Outcome.TIMED_OUT, "stdin did not come in time", uptime)
                        : List.of();
            }
            case RUNNING -> ending.caused() ? judgeGrace(uptime) : judgeLimits(uptime);
            case DRAINING -> judgeGrace(uptime);
            case DELIVERING, CLOSED -> List.of();
        };
    }

    private List<ServerEffect> judgeGrace(Duration uptime) {
        if (!reached(ending.killAt(), uptime)) {
            return List.of();
        }
        ending.killed();
        return List.of(new ServerEffect.SignalGroup(SIGKILL));
    }

    private List<ServerEffect> judgeLimits(Duration uptime) {
        if (reached(lease.ends(), uptime)) {
            return kill(Outcome.LEASE_EXPIRED, "", uptime);
        }
        if (reached(limits.timeoutAt(), uptime)) {
            return kill(Outcome.TIMED_OUT, "", uptime);
        }
        if (limits.idleAt(output.paused()).filter(at -> reached(at, uptime)).isPresent()) {
            return kill(Outcome.IDLE, "", uptime);
        }
        if (limits.warnAt().filter(at -> reached(at, uptime)).isPresent()) {
            limits.warned();
            return List.of(warn(WarningKind.DURATION_APPROACHING_CAP, OptionalLong.empty()));
        }
        return List.of();
    }

    private List<ServerEffect> kill(Outcome outcome, String why, Duration uptime) {
        boolean atOnce = outcome == Outcome.DAEMON_STOPPED;
        if (ending.caused() && !atOnce) {
            return List.of(); // the first cause stands
        }
        List<ServerEffect> effects = new ArrayList<>();
        // Kill first, report after (DECISIONS C3).
        effects.add(new ServerEffect.SignalGroup(atOnce ? SIGKILL : SIGTERM));
        if (atOnce) {
            ending.killed();
        } else {
            ending.graceFrom(uptime);
        }
        if (!ending.caused()) {
            ending.because(outcome, why);
            effects.add(warn(Warnings.of(outcome), OptionalLong.empty()));
        }
        return effects;
    }

    private ServerEffect warn(WarningKind kind, OptionalLong bytes) {
        records.notice(new ToCaller.Warning(terms.id(), kind, Warnings.text(kind)));
        return new ServerEffect.AuditWarning(kind, bytes);
    }

    private List<ServerEffect> endUnstarted(Outcome outcome, String why, Duration uptime) {
        ending.because(outcome, why);
        return finish(ended(uptime), uptime);
    }

    private End ended(Duration uptime) {
        return ending.of(limits.ran(uptime), output);
    }

    private List<ServerEffect> finish(End how, Duration uptime) {
        List<ServerEffect> effects = new ArrayList<>();
        if (state == State.DRAINING) {
            effects.add(new ServerEffect.SignalGroup(SIGKILL)); // grandchildren die with it
            effects.add(new ServerEffect.GiveUpOutput());
        }
        effects.add(
                how.denial()
                        .<ServerEffect>map(ServerEffect.AuditDenial::new)
                        .orElseGet(() -> new ServerEffect.AuditExit(how)));
        effects.addAll(over(how, uptime));
        return effects;
    }

    private List<ServerEffect> over(End how, Duration uptime) {
        delivery = new Delivery(terms, records, output, how, uptime);
        if (stopping) {
            delivery.stop(Outcome.DAEMON_STOPPED, uptime);
        }
        state = State.DELIVERING;
        return deliver(uptime);
    }

    private List<ServerEffect> deliver(Duration uptime) {
        Optional<ServerEffect> end = delivery.finished(lease.ends(), uptime);
        if (end.isEmpty()) {
            return List.of();
        }
        state = State.CLOSED;
        return List.of(end.get(), new ServerEffect.Close());
    }

    private ServerEffect accept() {
        accepted = true;
        return new ServerEffect.Accept();
    }

    /**
     * When {@link #wake} must be called at the latest if nothing else happens; null if only an
     * event can change anything. Later than any time already told.
     */
    public Duration wakeAt() {
        Duration acceptAt = accepted || records.isShut() ? null : limits.shortUntil();
        return switch (state) {
            case ASKED, STARTING -> first(lease.ends(), records.wakeAt());
            case RECEIVING_STDIN -> first(lease.ends(), limits.stdinBy(), records.wakeAt());
            case RUNNING ->
                    ending.caused()
                            ? first(ending.killAt(), records.wakeAt(), acceptAt)
                            : first(
                                    lease.ends(),
                                    limits.timeoutAt(),
                                    limits.idleAt(output.paused()).orElse(null),
                                    limits.warnAt().orElse(null),
                                    records.wakeAt(),
                                    acceptAt);
            case DRAINING -> first(drainedAt, ending.killAt(), records.wakeAt(), acceptAt);
            case DELIVERING -> first(lease.ends(), delivery.until(), records.wakeAt(), acceptAt);
            case CLOSED -> null;
        };
    }
}
