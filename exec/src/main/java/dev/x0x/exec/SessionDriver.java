// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.AuditRecord;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.ChildSpec;
import dev.x0x.exec.child.SpawnException;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.EndFrames;
import dev.x0x.exec.session.ServerEffect;
import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.SessionId;
import dev.x0x.exec.wire.SessionKeys;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.identity.keys.MlKem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Performs what sessions ask for, in list order; runs on the server's thread only. */
final class SessionDriver {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);

    /** How long a posted answer may be sent again, and so is kept with what it holds. */
    private static final Duration ANSWER_KEPT = Duration.ofSeconds(60);

    private static final int SIGKILL = 9;

    private final ExecSetup setup;
    private final Loop loop;
    private final Audits audits;
    private final Replay replay;
    private final Map<SessionId, Served> byId = new HashMap<>();
    private final Map<Long, CompletableFuture<?>> posting = new HashMap<>();
    private final Consumer<Served> onClosed;
    private long posts;

    SessionDriver(
            ExecSetup setup, Loop loop, Audits audits, Replay replay, Consumer<Served> onClosed) {
        this.setup = setup;
        this.loop = loop;
        this.audits = audits;
        this.replay = replay;
        this.onClosed = onClosed;
    }

    Optional<Served> with(SessionId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Gives a session an input and performs what it asks for. A fault of ours ends that session,
     * never the daemon, and never leaves its child behind.
     */
    void turn(Served served, Function<Duration, List<ServerEffect>> input) {
        if (served.closed) {
            return;
        }
        try {
            perform(served, input.apply(loop.uptime()));
        } catch (RuntimeException e) {
            LOG.error("session {} ends by a fault of ours", served.entry.key.id(), e);
            broken(served);
        }
    }

    /** Kills come at once; everything else waits its turn behind the audit record before it. */
    private void perform(Served served, List<ServerEffect> effects) {
        for (ServerEffect effect : effects) {
            switch (effect) {
                case ServerEffect.SignalGroup(int signal) -> {
                    if (served.child != null) {
                        served.child.signalGroup(signal);
                    }
                }
                case ServerEffect.Pause(StdStream stream) -> served.pause(stream, true);
                case ServerEffect.Resume(StdStream stream) -> served.pause(stream, false);
                case ServerEffect.DropKeys() -> dropKeys(served);
                case ServerEffect.StartChild _,
                        ServerEffect.GiveUpOutput _,
                        ServerEffect.AuditStarted _,
                        ServerEffect.AuditWarning _,
                        ServerEffect.AuditExit _,
                        ServerEffect.AuditDenial _,
                        ServerEffect.Accept _,
                        ServerEffect.SendRecord _,
                        ServerEffect.SendEnd _,
                        ServerEffect.Close _ ->
                        served.waiting.add(effect);
            }
        }
        drain(served);
        if (served.alarm == null) {
            served.alarm = new Alarm(loop, () -> turn(served, served.session::wake));
        }
        served.alarm.set(served.closed ? null : served.session.wakeAt());
    }

    private void drain(Served served) {
        while (!served.blocked && !served.waiting.isEmpty()) {
            if (audits.isRecord(served.waiting.peek())) {
                List<AuditRecord> records = new ArrayList<>();
                while (!served.waiting.isEmpty() && audits.isRecord(served.waiting.peek())) {
                    records.add(audits.of(served, served.waiting.poll()));
                }
                served.blocked = true;
                audits.append(
                        records,
                        _ -> {
                            // A record of a running command that cannot be written is counted; the
                            // command goes on.
                            served.blocked = false;
                            turn(served, _ -> List.of());
                        });
            } else {
                perform(served, served.waiting.poll());
            }
        }
    }

    private void perform(Served served, ServerEffect effect) {
        switch (effect) {
            case ServerEffect.StartChild(byte[] stdin) -> start(served, stdin);
            case ServerEffect.Accept() -> accept(served);
            case ServerEffect.SendRecord(List<ToCaller> frames) -> record(served, frames);
            case ServerEffect.GiveUpOutput() -> {
                if (served.child != null) {
                    served.child.giveUpOutput();
                }
            }
            case ServerEffect.SendEnd(List<ToCaller> frames, List<ToCaller> kept) ->
                    end(served.caller.peer(), served.entry, frames, kept);
            case ServerEffect.Close() -> close(served);
            case ServerEffect.SignalGroup _,
                    ServerEffect.Pause _,
                    ServerEffect.Resume _,
                    ServerEffect.DropKeys _,
                    ServerEffect.AuditStarted _,
                    ServerEffect.AuditWarning _,
                    ServerEffect.AuditExit _,
                    ServerEffect.AuditDenial _ ->
                    throw new IllegalStateException("not to be queued: " + effect);
        }
    }

    private void start(Served served, byte[] stdin) {
        ChildFlow flow = new ChildFlow();
        ChildSpec spec =
                new ChildSpec(served.program, served.argv, setup.environment(), served.cwd, stdin);
        try {
            served.flow = flow;
            served.child = setup.children().start(spec, new ChildReports(loop, this, served, flow));
            flow.child(served.child);
            setup.counters().count(ExecCounters.Total.SESSIONS_STARTED);
            perform(served, served.session.started(served.child.pid(), loop.uptime()));
        } catch (SpawnException e) {
            LOG.warn("could not start {}: {}", served.program, e.getMessage());
            perform(served, served.session.notStarted(loop.uptime()));
        }
    }

    private void accept(Served served) {
        if (served.erased) {
            return;
        }
        try {
            MlKem.Encapsulated made = MlKem.encapsulate(served.open.ephEk(), setup.random());
            served.keys =
                    SessionKeys.derive(
                            served.open.secret(),
                            made.sharedSecret(),
                            served.entry.requestSha256(),
                            served.caller.peer().target(),
                            setup.self().target(),
                            served.entry.key.id(),
                            made.ciphertext());
            served.sealer = served.keys.sealer(Direction.TO_REQUESTER);
            served.opener = served.keys.opener(Direction.TO_EXECUTOR);
            served.link = new FullLink(loop, () -> turn(served, served.session::wake));
            byId.put(served.keys.id(), served);
            var accepted = new ToCaller.Accepted(served.entry.key.id(), made.ciphertext());
            post(served.caller.peer(), List.of(accepted), PeerMail.Effort.ONCE, served.entry);
        } catch (InvalidKeyException e) {
            // The gate checked the key before anything ran.
            throw new IllegalStateException(e);
        }
    }

    private void dropKeys(Served served) {
        if (served.keys != null) {
            byId.remove(served.keys.id());
        }
        served.erase();
    }

    private void record(Served served, List<ToCaller> frames) {
        if (served.erased || served.sealer == null) {
            return;
        }
        if (served.link.full()) {
            served.sealer.skip();
            served.session.unsent(frames);
            return;
        }
        byte[] sealed = served.sealer.seal(served.opener.echo(), frames);
        if (setup.mail().record(served.caller.peer().machine(), sealed)) {
            served.link.taken();
        } else {
            served.session.unsent(frames);
            served.link.refused();
        }
    }

    /** Posts an end and keeps it for whoever asks again. */
    void end(Peer to, Replay.Entry entry, List<ToCaller> frames, List<ToCaller> kept) {
        replay.ended(entry, kept, setup.clock().millis());
        List<ToCaller> named = EndFrames.naming(frames, entry.askedBy());
        post(to, named, PeerMail.Effort.UNTIL_SETTLED, entry);
    }

    /** Answers a question about something that has ended. */
    void answer(Replay.Entry entry, List<ToCaller> end) {
        List<ToCaller> named = EndFrames.naming(end, entry.askedBy());
        post(entry.key.peer(), named, PeerMail.Effort.ONCE, entry);
    }

    /** Posts a refusal that is not kept. */
    void tell(Peer to, List<ToCaller> frames) {
        var unused = posted(to, frames, PeerMail.Effort.UNTIL_SETTLED);
    }

    private void post(Peer to, List<ToCaller> frames, PeerMail.Effort effort, Replay.Entry entry) {
        var unused =
                posted(to, frames, effort)
                        .thenAccept(
                                posted ->
                                        loop.run(
                                                () -> {
                                                    entry.answer(posted);
                                                    loop.at(
                                                            loop.uptime().plus(ANSWER_KEPT),
                                                            () -> entry.forget(posted));
                                                }));
    }

    private CompletableFuture<PeerMail.Posted> posted(
            Peer to, List<ToCaller> frames, PeerMail.Effort effort) {
        CompletableFuture<PeerMail.Posted> going =
                setup.mail().post(to, ExecPayload.encode(frames), effort);
        long number = posts++;
        posting.put(number, going);
        var unused =
                going.whenComplete(
                        (_, failed) ->
                                loop.run(
                                        () -> {
                                            posting.remove(number);
                                            if (failed != null) {
                                                LOG.debug(
                                                        "answer not sent: {}", failed.getMessage());
                                            }
                                        }));
        return going;
    }

    /** Completes when everything posted so far has left, or could not. */
    CompletableFuture<Void> posted() {
        return CompletableFuture.allOf(posting.values().toArray(CompletableFuture[]::new))
                .exceptionally(_ -> null);
    }

    private void close(Served served) {
        if (served.closed) {
            return;
        }
        served.closed = true;
        served.waiting.clear();
        if (served.child != null) {
            setup.counters().count(ExecCounters.Total.SESSIONS_COMPLETED);
            served.child.signalGroup(SIGKILL);
            served.child.close();
        }
        dropKeys(served);
        onClosed.accept(served);
    }

    /** Kill first, report after: what the session itself can no longer do. */
    private void broken(Served served) {
        if (served.closed) {
            return;
        }
        if (served.child != null) {
            served.child.signalGroup(SIGKILL);
        }
        List<ToCaller> end =
                EndFrames.bare(served.entry.key.id(), served.entry.requestSha256(), End.unknown());
        try {
            audits.append(
                    List.of(audits.of(served, new ServerEffect.AuditExit(End.unknown()))),
                    _ -> end(served.caller.peer(), served.entry, end, end));
        } finally {
            close(served);
            if (served.alarm != null) {
                served.alarm.set(null);
            }
        }
    }

    void stop(Served served, Outcome outcome, String why) {
        turn(served, now -> served.session.stop(outcome, why, now));
    }
}
