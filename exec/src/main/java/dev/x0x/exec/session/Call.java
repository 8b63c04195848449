// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import static dev.x0x.exec.session.Times.first;
import static dev.x0x.exec.session.Times.reached;

import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One outbound call, from the posted request to its end. The owner hands over only what the
 * addressed pair sent, and only ends that name a Request it sealed for this id.
 */
public final class Call {
    private static final Duration RENEW = Duration.ofSeconds(2);

    /** Silence of an open session after which we ask by envelope; the executor speaks every 2 s. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration QUERY_AGAIN = Duration.ofSeconds(3);

    /** Wait beyond the command's own timeout (BEHAVIOUR.md §5). */
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    /** How long a cancelled call waits for its end: grace, drain and a round of repeats. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(20);

    private final RequestId id;
    private final Intake intake;
    private final Set<WarningKind> warned = EnumSet.noneOf(WarningKind.class);
    private final List<String> warnings = new ArrayList<>();
    private final OutStream stdin = new OutStream();
    private final boolean streamsStdin;
    private Duration giveUpAt;
    private Duration heard;
    private Duration lastSent;
    private Duration askedAt;
    private boolean recordLost;
    private boolean open;
    private boolean answered;
    private boolean started;
    private boolean cancelled;
    private boolean finished;

    /**
     * A call whose request has just been posted.
     *
     * @param streamed the stdin that did not fit into the request; empty if it did
     */
    public Call(RequestId id, Optional<byte[]> streamed, Duration timeout, Duration uptime) {
        this.id = id;
        this.giveUpAt = uptime.plus(timeout).plus(PATIENCE);
        this.heard = uptime;
        this.streamsStdin = streamed.isPresent();
        streamed.ifPresent(stdin::append);
        this.intake = new Intake(id);
    }

    /** Accepted arrived and the keys are there. Again is harmless. */
    public List<CallEffect> accepted(Duration uptime) {
        heard = uptime;
        if (finished || open) {
            return List.of();
        }
        open = true;
        List<CallEffect> effects = new ArrayList<>();
        effects.add(new CallEffect.Accepted());
        if (cancelled) {
            effects.add(new CallEffect.SendCancel()); // the first may have overtaken the request
        }
        effects.addAll(flush(uptime));
        return effects;
    }

    /** A new record of the executor was opened. */
    public List<CallEffect> record(List<ToCaller> frames, Duration uptime) {
        if (finished) {
            return List.of();
        }
        heard = uptime;
        answered = true;
        List<CallEffect> effects = new ArrayList<>();
        for (ToCaller frame : frames) {
            effects.addAll(take(frame, uptime));
        }
        effects.addAll(flush(uptime));
        return effects;
    }

    /** The end came by envelope: Started? Stdout* Stderr* Warning* ExitDetail Exit. */
    public List<CallEffect> ended(
            List<ToCaller> frames, ToCaller.ExitDetail detail, ToCaller.Exit exit) {
        if (finished) {
            return List.of();
        }
        List<CallEffect> effects = new ArrayList<>();
        for (ToCaller frame : frames) {
            switch (frame) {
                case ToCaller.Stdout part ->
                        effects.addAll(intake.takeLast(StdStream.STDOUT, part.seq(), part.data()));
                case ToCaller.Stderr part ->
                        effects.addAll(intake.takeLast(StdStream.STDERR, part.seq(), part.data()));
                case ToCaller.Started _,
                        ToCaller.Warning _,
                        Ack _,
                        ToCaller.Exit _,
                        ToCaller.ExitDetail _,
                        ToCaller.Accepted _ ->
                        effects.addAll(take(frame, heard));
            }
        }
        Optional<String> trouble = trouble(detail, exit);
        // An end that is not believed has no code: whoever looks at nothing else must see no
        // success.
        End end =
                new End(
                        trouble.isPresent() ? Outcome.FATE_UNKNOWN : detail.outcome(),
                        trouble.isPresent() ? OptionalInt.empty() : exit.code(),
                        trouble.isPresent() ? OptionalInt.empty() : exit.signal(),
                        Duration.ofMillis(exit.durationMs()),
                        exit.stdoutBytesTotal(),
                        exit.stderrBytesTotal(),
                        exit.truncated(),
                        exit.denialReason());
        effects.addAll(finish(new CallEnd(end, List.copyOf(warnings), trouble, true)));
        return effects;
    }

    private Optional<String> trouble(ToCaller.ExitDetail detail, ToCaller.Exit exit) {
        if (detail.outcome() == Outcome.FATE_UNKNOWN) {
            return Optional.of(
                    "the executing daemon does not know how it ended: it restarted while the"
                            + " command ran, or lost its child");
        }
        boolean whole =
                whole(StdStream.STDOUT, detail.stdoutSha256(), exit.stdoutBytesTotal(), exit)
                        && whole(
                                StdStream.STDERR,
                                detail.stderrSha256(),
                                exit.stderrBytesTotal(),
                                exit);
        return whole
                ? Optional.empty()
                : Optional.of(
                        "the output received is not the output sent: it ended "
                                + detail.outcome().code()
                                + ", but some of its output was lost on the way");
    }

    /** The digest decides; the count is a second lock against an end that knows no digest. */
    private boolean whole(StdStream stream, byte[] sha256, long total, ToCaller.Exit exit) {
        return MessageDigest.isEqual(intake.sha256(stream), sha256)
                && (exit.truncated() || intake.received(stream) == total);
    }

    /** The reader has taken {@code bytes} of a stream: the executor may send as many more. */
    public List<CallEffect> consumed(StdStream stream, long bytes, Duration uptime) {
        intake.consumed(stream, bytes, uptime);
        return flush(uptime);
    }

    /** The caller no longer wants it; the end is still waited for. */
    public List<CallEffect> cancel(Duration uptime) {
        if (finished || cancelled) {
            return List.of();
        }
        cancelled = true;
        Duration patience = uptime.plus(CANCEL_PATIENCE);
        giveUpAt = patience.compareTo(giveUpAt) < 0 ? patience : giveUpAt;
        return List.of(new CallEffect.SendCancel());
    }

    /** It is the time that {@link #wakeAt} named, or later. */
    public List<CallEffect> wake(Duration uptime) {
        if (finished) {
            return List.of();
        }
        boolean silent = uptime.minus(PATIENCE).compareTo(heard) >= 0;
        if (reached(giveUpAt, uptime) && (silent || cancelled || !open)) {
            String what =
                    open
                            ? "it was started or about to be; its end did not arrive in time"
                            : "no answer came; whether it ran is unknown";
            return finish(
                    new CallEnd(End.unknown(), List.copyOf(warnings), Optional.of(what), false));
        }
        List<CallEffect> effects = new ArrayList<>();
        if (open && reached(askAt(), uptime)) {
            askedAt = uptime;
            effects.add(new CallEffect.SendQuery());
        }
        effects.addAll(flush(uptime));
        return effects;
    }

    /** A record could not be handed to the link: its frames go again. */
    public void unsent(List<ToServer> frames) {
        recordLost = true; // what else it held, acknowledgements above all, goes at the next turn
        for (ToServer frame : frames) {
            if (frame instanceof ToServer.Stdin part) {
                stdin.unsent(part.seq());
            }
        }
    }

    private List<CallEffect> take(ToCaller frame, Duration uptime) {
        return switch (frame) {
            case ToCaller.Started now -> {
                boolean first = !started;
                started = true;
                yield first ? List.of(new CallEffect.Started(now.pid())) : List.of();
            }
            case ToCaller.Stdout part ->
                    intake.take(StdStream.STDOUT, part.seq(), part.data(), uptime);
            case ToCaller.Stderr part ->
                    intake.take(StdStream.STDERR, part.seq(), part.data(), uptime);
            case ToCaller.Warning warning -> {
                if (!warned.add(warning.kind())) {
                    yield List.of();
                }
                warnings.add(warning.message());
                yield List.of(new CallEffect.Warned(warning.kind(), warning.message()));
            }
            case Ack ack -> {
                if (ack.stream() == StdStream.STDIN) {
                    stdin.acknowledged(ack.nextSeq(), ack.credit());
                }
                yield List.of();
            }
            case ToCaller.Exit _, ToCaller.ExitDetail _, ToCaller.Accepted _ ->
                    List.of(); // the owner takes these apart
        };
    }

    private List<CallEffect> flush(Duration uptime) {
        if (!open || finished) {
            return List.of();
        }
        List<CallEffect> effects = new ArrayList<>();
        // The first record proves that we hold the keys; until one comes back it is repeated.
        // Every renewal tells again what we have and take: news of credit may have been lost, and
        // an executor without credit has nothing to send that could bring them back.
        boolean renew = recordLost || lastSent == null || reached(renewAt(), uptime);
        recordLost = false;
        List<ToServer> frames = new ArrayList<>();
        if (renew) {
            frames.add(new ToServer.LeaseRenew(id));
        }
        if (renew || intake.due(uptime)) {
            frames.addAll(intake.acks());
        }
        boolean end = renew && streamsStdin;
        for (OutStream.Chunk chunk : stdin.due(uptime, RoundTrip.FIRST)) {
            frames.add(new ToServer.Stdin(id, chunk.seq, chunk.bytes));
            end = stdin.isLast(chunk);
            if (end) {
                frames.add(new ToServer.StdinEnd(id));
            }
            effects.add(send(frames, uptime));
            frames.clear();
        }
        if (!frames.isEmpty()) {
            if (end) {
                frames.add(new ToServer.StdinEnd(id));
            }
            effects.add(send(frames, uptime));
        }
        return effects;
    }

    private Duration renewAt() {
        return lastSent.plus(answered ? RENEW : RoundTrip.FIRST);
    }

    private CallEffect send(List<ToServer> frames, Duration uptime) {
        lastSent = uptime;
        return new CallEffect.SendRecord(List.copyOf(frames));
    }

    private List<CallEffect> finish(CallEnd end) {
        finished = true;
        return List.of(new CallEffect.Finish(end));
    }

    /**
     * When {@link #wake} must be called at the latest if nothing else happens; null when finished.
     */
    public Duration wakeAt() {
        if (finished) {
            return null;
        }
        boolean silenceOver = giveUpAt.compareTo(heard.plus(PATIENCE)) < 0 && open && !cancelled;
        Duration overAt = silenceOver ? heard.plus(PATIENCE) : giveUpAt;
        return open
                ? first(overAt, renewAt(), askAt(), intake.dueAt(), stdin.lostAt(RoundTrip.FIRST))
                : overAt;
    }

    private Duration askAt() {
        Duration silent = heard.plus(SILENCE);
        Duration again = askedAt == null ? silent : askedAt.plus(QUERY_AGAIN);
        return again.compareTo(silent) > 0 ? again : silent;
    }
}
