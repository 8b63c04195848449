// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.Caps;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Both pure machines over a network that loses, repeats and reorders, in virtual time. One seed,
 * one history.
 */
final class TwoEnds {
    record Event(long order, Duration at, Runnable what) {}

    final RequestId id = new RequestId(1, 2);
    final Random random;
    final double loss;
    final byte[] stdout;
    final byte[] stderr;
    final byte[] stdin;
    final boolean streamedStdin;
    final ByteArrayOutputStream gotStdout = new ByteArrayOutputStream();
    final ByteArrayOutputStream gotStderr = new ByteArrayOutputStream();
    final List<String> audit = new ArrayList<>();
    final List<Long> startedPids = new ArrayList<>();
    final List<Integer> signals = new ArrayList<>();
    byte[] childStdin;
    CallEnd end;
    boolean cut;
    Duration consumerPace = Duration.ZERO;
    Duration childPace = Duration.ofMillis(1);
    Duration childLinger = Duration.ZERO;
    boolean serverClosed;
    int starts;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::order));
    private Duration now = Duration.ofSeconds(100);
    private long order;
    private final ServerSession server;
    private final Call call;
    private final byte[] requestSha = new byte[32];
    private long toServer;
    private long toCaller;
    private final Set<Long> serverSaw = new HashSet<>();
    private final Set<Long> callerSaw = new HashSet<>();
    private long callerHighest = -1;
    private boolean accepted;
    private List<ToCaller> lastEnd;
    private int wroteOut;
    private int wroteErr;
    private boolean pausedOut;
    private boolean pausedErr;
    private boolean childGone;
    private Duration serverWake;
    private Duration callWake;
    private long consumerFree;

    TwoEnds(
            long seed,
            double loss,
            int outBytes,
            int errBytes,
            int stdinBytes,
            Caps caps,
            Duration timeout) {
        this.random = new Random(seed);
        this.loss = loss;
        this.stdout = bytes(outBytes);
        this.stderr = bytes(errBytes);
        this.stdin = bytes(stdinBytes);
        this.streamedStdin = stdinBytes > 40_000;
        Terms terms =
                new Terms(
                        id,
                        caps,
                        timeout,
                        Duration.ofSeconds(10),
                        streamedStdin ? Optional.empty() : Optional.of(stdin),
                        stdin.length,
                        Digest.sha256(stdin),
                        requestSha);
        server = new ServerSession(terms, now);
        call = new Call(id, streamedStdin ? Optional.of(stdin) : Optional.empty(), timeout, now);
    }

    static Caps caps(long cap) {
        return new Caps(
                cap,
                cap,
                8 << 20,
                Duration.ofMinutes(5),
                4,
                32,
                0,
                0,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty());
    }

    private byte[] bytes(int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }

    void after(Duration delay, Runnable what) {
        events.add(new Event(order++, now.plus(delay), what));
    }

    /** Runs until the caller knows its end, or {@code limit} of virtual time has passed. */
    void run(Duration limit) {
        Duration stop = now.plus(limit);
        after(Duration.ZERO, () -> server(server.begin(now)));
        while (!events.isEmpty() && now.compareTo(stop) < 0 && (end == null || !serverClosed)) {
            Event next = events.poll();
            now = next.at();
            next.what().run();
        }
    }

    void cancel() {
        call(call.cancel(now));
    }

    void stop(Outcome outcome) {
        server(server.stop(outcome, "", now));
    }

    private void net(Runnable deliver) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < loss ? 2 : 1;
        for (int i = 0; i < copies && !cut; i++) {
            after(
                    Duration.ofNanos(1000L * (200 + random.nextInt(loss > 0 ? 30_000 : 10))),
                    deliver);
        }
    }

    private void server(List<ServerEffect> effects) {
        for (ServerEffect effect : effects) {
            switch (effect) {
                case ServerEffect.StartChild(byte[] input) -> start(input);
                case ServerEffect.SignalGroup(int signal) -> signal(signal);
                case ServerEffect.Pause(StdStream stream) -> pause(stream, true);
                case ServerEffect.Resume(StdStream stream) -> pause(stream, false);
                case ServerEffect.GiveUpOutput() -> audit.add("give up output");
                case ServerEffect.AuditStarted _ -> audit.add("started");
                case ServerEffect.AuditWarning(var kind, _) -> audit.add("warning " + kind.code());
                case ServerEffect.AuditDenial(var reason) -> audit.add("denial " + reason.code());
                case ServerEffect.DropKeys() -> cut = true;
                case ServerEffect.AuditExit(End how) -> audit.add("exit " + how.outcome().code());
                case ServerEffect.Accept() -> {
                    accepted = true;
                    repeatAccepted();
                }
                case ServerEffect.SendRecord(List<ToCaller> frames) -> {
                    long number = toCaller++;
                    net(
                            () -> {
                                if (accepted && callerSaw.add(number)) {
                                    callerHighest = Math.max(callerHighest, number);
                                    call(call.record(frames, now));
                                }
                            });
                }
                case ServerEffect.SendEnd(List<ToCaller> frames, _) -> {
                    lastEnd = frames;
                    repeatEnd();
                }
                case ServerEffect.Close() -> serverClosed = true;
            }
        }
        Duration at = later(server.wakeAt());
        if (at != null && (serverWake == null || at.compareTo(serverWake) < 0)) {
            serverWake = at;
            after(
                    at.minus(now),
                    () -> {
                        if (at.equals(serverWake)) {
                            serverWake = null;
                            server(server.wake(now));
                        }
                    });
        }
    }

    /** A machine that names a time that is over would be woken again and again. */
    private Duration later(Duration at) {
        if (at != null && at.compareTo(now) <= 0) {
            throw new AssertionError("wants to be woken at " + at + ", and it is " + now);
        }
        return at;
    }

    /** The request is repeated until it is answered, and the answer with it. */
    private void repeatAccepted() {
        net(() -> call(call.accepted(now)));
        after(
                Duration.ofMillis(300),
                () -> {
                    if (callerHighest < 0 && end == null && lastEnd == null) {
                        repeatAccepted();
                    }
                });
    }

    private void repeatEnd() {
        net(
                () -> {
                    int n = lastEnd.size();
                    call(
                            call.ended(
                                    lastEnd,
                                    (ToCaller.ExitDetail) lastEnd.get(n - 2),
                                    (ToCaller.Exit) lastEnd.get(n - 1)));
                });
        if (end == null) {
            after(Duration.ofMillis(300), this::repeatEnd);
        }
    }

    private void call(List<CallEffect> effects) {
        for (CallEffect effect : effects) {
            switch (effect) {
                case CallEffect.Accepted _ -> {}
                case CallEffect.Started(long pid) -> startedPids.add(pid);
                case CallEffect.Warned _ -> {}
                case CallEffect.Deliver(StdStream stream, _, byte[] bytes) -> {
                    (stream == StdStream.STDOUT ? gotStdout : gotStderr).writeBytes(bytes);
                    consumerFree = Math.max(consumerFree, now.toNanos()) + consumerPace.toNanos();
                    after(
                            Duration.ofNanos(consumerFree - now.toNanos()),
                            () -> call(call.consumed(stream, bytes.length, now)));
                }
                case CallEffect.SendRecord(List<ToServer> frames) -> {
                    long number = toServer++;
                    long echo = callerHighest + 1;
                    net(
                            () -> {
                                if (serverSaw.add(number)) {
                                    server(server.record(number, echo, frames, now));
                                }
                            });
                }
                case CallEffect.SendQuery() -> {}
                case CallEffect.SendCancel() ->
                        net(() -> server(server.stop(Outcome.CANCELLED, "", now)));
                case CallEffect.Finish(CallEnd how) -> end = how;
            }
        }
        Duration at = later(call.wakeAt());
        if (at != null && (callWake == null || at.compareTo(callWake) < 0)) {
            callWake = at;
            after(
                    at.minus(now),
                    () -> {
                        if (at.equals(callWake)) {
                            callWake = null;
                            call(call.wake(now));
                        }
                    });
        }
    }

    private void start(byte[] input) {
        starts++;
        childStdin = input;
        server(server.started(4711, now));
        after(childPace, this::write);
    }

    private void signal(int number) {
        signals.add(number);
        if (!childGone && starts > 0) {
            childGone = true;
            after(
                    Duration.ofNanos(50_000),
                    () -> gone(OptionalInt.empty(), OptionalInt.of(number)));
        }
    }

    private void pause(StdStream stream, boolean stop) {
        if (stream == StdStream.STDOUT) {
            pausedOut = stop;
        } else {
            pausedErr = stop;
        }
    }

    private void write() {
        if (childGone) {
            return;
        }
        if (!pausedOut && wroteOut < stdout.length) {
            int n = Math.min(stdout.length - wroteOut, 1 + random.nextInt(65_536));
            byte[] piece = Arrays.copyOfRange(stdout, wroteOut, wroteOut + n);
            wroteOut += n;
            server(server.output(StdStream.STDOUT, piece, now));
        }
        if (!pausedErr && wroteErr < stderr.length) {
            int n = Math.min(stderr.length - wroteErr, 1 + random.nextInt(65_536));
            byte[] piece = Arrays.copyOfRange(stderr, wroteErr, wroteErr + n);
            wroteErr += n;
            server(server.output(StdStream.STDERR, piece, now));
        }
        if (wroteOut == stdout.length && wroteErr == stderr.length) {
            after(
                    childLinger,
                    () -> {
                        if (!childGone) {
                            childGone = true;
                            gone(OptionalInt.of(7), OptionalInt.empty());
                        }
                    });
        } else {
            after(childPace, this::write);
        }
    }

    private void gone(OptionalInt code, OptionalInt signal) {
        server(server.exited(code, signal, now));
        server(server.closed(StdStream.STDOUT, now));
        server(server.closed(StdStream.STDERR, now));
    }
}
