// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.acl.ExecQuestion;
import dev.x0x.acl.Verdict;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.EndFrames;
import dev.x0x.exec.wire.OpenedRecord;
import dev.x0x.exec.wire.SessionId;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Runs what others may run here. One thread owns everything; the way of a request can be read in
 * {@link Gate#admit}.
 */
public final class ExecServer implements AutoCloseable {
    /**
     * All paths to a requester gone for this long ends its sessions; guess, half of the default
     * lease.
     */
    private static final Duration PATHLESS = Duration.ofSeconds(5);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /** For the last ends to be sealed and handed to their links. */
    private static final Duration POST_PATIENCE = Duration.ofSeconds(1);

    private final ExecSetup setup;
    private final Loop loop;
    private final Audits audits;
    private final SessionDriver driver;
    private final Replay replay = new Replay();
    private final Answers answers;
    private final Gate gate;
    private final Map<MachineId, Loop.Timer> pathless = new HashMap<>();
    private CompletableFuture<Void> idle;

    /**
     * A server that has run what {@code past} says.
     *
     * @param past the requests of the last 24 hours, from the audit file
     * @param complete whether the audit file could be read back that far
     */
    public ExecServer(ExecSetup setup, List<PastRequest> past, boolean complete) {
        this(setup, past, complete, new ThreadLoop("exec-server", setup.uptime()));
    }

    ExecServer(ExecSetup setup, List<PastRequest> past, boolean complete, Loop loop) {
        this.setup = setup;
        this.loop = loop;
        this.audits = new Audits(setup, loop);
        this.driver = new SessionDriver(setup, loop, audits, replay, this::closed);
        this.answers = new Answers(setup, driver, replay);
        this.gate =
                new Gate(
                        setup,
                        loop,
                        audits,
                        driver,
                        replay,
                        new Refusals(setup, audits, driver),
                        answers,
                        complete);
        past.forEach(this::remember);
    }

    private void remember(PastRequest one) {
        Replay.Key key = new Replay.Key(one.peer(), one.id());
        Optional<Replay.Entry> twice = replay.seen(key);
        // Two of one id in one day can only come from a daemon that did not mind; which of them an
        // end belongs to is not known.
        End end = twice.isPresent() ? End.unknown() : one.end();
        Replay.Entry entry =
                twice.orElseGet(
                        () ->
                                replay.enter(
                                        key, one.content(), one.requestSha256(), one.tsUnixMs()));
        replay.ended(
                entry,
                EndFrames.bare(one.id(), entry.requestSha256(), end),
                setup.clock().millis());
    }

    /** Open and Request arrived in one envelope. */
    void request(Caller caller, ReceivedMail mail, ToServer.Open open, ToServer.Request asked) {
        if (!loop.run(() -> gate.admit(caller, mail, open, asked))) {
            open.secret().close(); // closed: nobody will look at it
        }
    }

    /** A payload of a trusted caller that was not a unit we take: recorded, not answered. */
    void malformed(Caller caller, Optional<RequestId> id) {
        loop.run(
                () -> {
                    setup.counters().denied(DenialReason.MALFORMED_FRAME);
                    if (caller instanceof Caller.Trusted) {
                        audits.append(
                                List.of(
                                        audits.denial(
                                                caller,
                                                id,
                                                List.of(),
                                                DenialReason.MALFORMED_FRAME)),
                                _ -> {});
                    }
                });
    }

    /** The requester asks that it be ended; one who is no longer trusted may still end it. */
    void cancel(Caller caller, ReceivedMail mail, RequestId id) {
        if (caller instanceof Caller.Unverified) {
            return;
        }
        loop.run(
                () -> {
                    Served served = gate.running().get(new Replay.Key(caller.peer(), id));
                    if (served != null) {
                        setup.counters().count(ExecCounters.Total.SESSIONS_CANCELLED);
                        driver.stop(served, Outcome.CANCELLED, "");
                    }
                    if (caller instanceof Caller.Trusted) {
                        mail.acknowledge().run();
                    }
                });
    }

    /**
     * The requester asks what became of it; gate rows 2, 3 and 7 hold for the answer too (DECISIONS
     * B3).
     */
    void query(Caller caller, RequestId id) {
        loop.run(
                () -> {
                    if (caller instanceof Caller.Trusted) {
                        answers.query(caller.peer(), id);
                    }
                });
    }

    /** The identical envelope arrived again; its first copy was opened. */
    void repeated(byte[] bodySha256) {
        loop.run(() -> answers.repeated(bodySha256));
    }

    /** Whether so much waits that new mail should come again later. */
    boolean crowded() {
        return loop.crowded();
    }

    /** A session record arrived; unknown sessions and wrong tags change nothing. */
    void record(SessionId id, byte[] record) {
        if (loop.crowded()) {
            setup.counters().count(ExecCounters.Total.DROPPED);
            return; // its frames come again
        }
        loop.run(() -> driver.with(id).ifPresent(served -> open(served, record)));
    }

    private void open(Served served, byte[] record) {
        try {
            OpenedRecord opened = served.opener.open(record);
            List<ToServer> frames = RequestShape.toServer(served.entry.key.id(), opened.frames());
            driver.turn(
                    served,
                    now -> served.session.record(opened.counter(), opened.echo(), frames, now));
        } catch (MalformedException e) {
            setup.counters().count(ExecCounters.Total.DROPPED);
        }
    }

    private void closed(Served served) {
        gate.closed(served);
        if (idle != null && gate.running().isEmpty()) {
            idle.complete(null);
        }
    }

    /** A machine can no longer be reached; its sessions end unless a path comes back. */
    public void pathLost(MachineId machine) {
        loop.run(
                () -> {
                    if (gate.running().keySet().stream()
                            .noneMatch(key -> key.peer().machine().equals(machine))) {
                        return;
                    }
                    Loop.Timer timer =
                            loop.at(loop.uptime().plus(PATHLESS), () -> pathStillLost(machine));
                    Loop.Timer before = pathless.put(machine, timer);
                    if (before != null) {
                        before.cancel(); // it came back in between: the five seconds begin anew
                    }
                });
    }

    private void pathStillLost(MachineId machine) {
        pathless.remove(machine);
        if (setup.mail().reachable(machine)) {
            return;
        }
        for (Served served : where(peer -> peer.machine().equals(machine))) {
            driver.stop(served, Outcome.PEER_DISCONNECTED, "");
        }
    }

    /**
     * Ends every session whose command its caller may no longer run here (DECISIONS B3).
     *
     * @param still whether the trust decision on a pair is still Accept
     * @param why for the audit record
     */
    public void recheck(Predicate<Peer> still, String why) {
        loop.run(
                () -> {
                    for (Served served : where(_ -> true)) {
                        if (!still.test(served.caller.peer()) || !mayRun(served)) {
                            driver.turn(served, now -> served.session.withdraw(why, now));
                        }
                    }
                });
    }

    /** Gate rows 3, 7 and 8, now; caps hold for what comes, not for what runs. */
    private boolean mayRun(Served served) {
        Peer peer = served.caller.peer();
        ExecQuestion question =
                new ExecQuestion(
                        peer.agent(), peer.machine(), served.argv, false, 0, Duration.ZERO);
        return setup.policy().get().judge(question) instanceof Verdict.Allowed;
    }

    private List<Served> where(Predicate<Peer> which) {
        List<Served> found = new ArrayList<>(gate.running().values());
        found.removeIf(served -> !which.test(served.caller.peer()));
        return found;
    }

    /** What runs here now. */
    public List<ActiveSession> active() {
        return loop.ask(
                () ->
                        gate.running().values().stream()
                                .map(one -> one.view(loop.uptime()))
                                .toList());
    }

    /** How many commands run here for each agent. */
    public Map<AgentId, Integer> activePerAgent() {
        return loop.ask(gate::perAgent);
    }

    /** Refuses new work, kills what runs, tells the callers; at most some seconds. */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean open =
                loop.run(
                        () -> {
                            gate.shut();
                            idle = done;
                            for (Served served : where(_ -> true)) {
                                driver.stop(served, Outcome.DAEMON_STOPPED, "");
                            }
                            if (gate.running().isEmpty()) {
                                done.complete(null);
                            }
                        });
        if (!open) {
            return;
        }
        within(done, STOP_PATIENCE);
        within(loop.ask(driver::posted), POST_PATIENCE);
        loop.close();
    }

    private static void within(CompletableFuture<Void> what, Duration patience) {
        what.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
