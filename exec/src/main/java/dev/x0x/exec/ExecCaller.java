// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.session.Call;
import dev.x0x.exec.session.CallEffect;
import dev.x0x.exec.session.CallEnd;
import dev.x0x.exec.session.End;
import dev.x0x.exec.wire.SessionId;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks others to run commands. One thread owns all calls; whoever asks waits in {@link #run} on its
 * own thread.
 */
public final class ExecCaller implements AutoCloseable {
    /** For cancels to be sealed and handed over when this daemon stops. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

    private final ExecSetup setup;
    private final Loop loop;
    private final CallDriver driver;
    private final UsedIds used = new UsedIds();
    private final Map<RequestId, OpenCall> calls = new HashMap<>();
    private final Results results = new Results();

    /** With nothing pending. */
    public ExecCaller(ExecSetup setup) {
        this(setup, new ThreadLoop("exec-caller", setup.uptime()));
    }

    ExecCaller(ExecSetup setup, Loop loop) {
        this.setup = setup;
        this.loop = loop;
        this.driver = new CallDriver(setup, loop, this::finished);
    }

    /**
     * Runs one command elsewhere and waits for its end. Interrupting the thread cancels the
     * command.
     *
     * @throws NotSentException nothing left this daemon
     * @throws DuplicateRequestIdException the id was used before
     * @throws InterruptedException after the cancel was handed over
     */
    public CallResult run(CallRequest request, CallObserver observer)
            throws NotSentException, DuplicateRequestIdException, InterruptedException {
        OpenCall one = Opening.of(request, setup.random(), loop.uptime());
        try {
            byte[] payload = Opening.payload(one);
            if (!register(one)) {
                throw new DuplicateRequestIdException(request.id());
            }
            CompletableFuture<PeerMail.Posted> going = post(request.target(), payload);
            var unused =
                    going.whenComplete(
                            (posted, failed) -> loop.run(() -> posted(one, posted, failed)));
            going.get();
            return follow(one, observer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotSentException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | RuntimeException e) {
            loop.run(() -> driver.abandon(one));
            throw e;
        } catch (NotSentException | DuplicateRequestIdException e) {
            one.erase();
            throw e;
        }
    }

    private CompletableFuture<PeerMail.Posted> post(Peer to, byte[] payload) {
        try {
            return setup.mail().post(to, payload, PeerMail.Effort.UNTIL_SETTLED);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CallResult follow(OpenCall one, CallObserver observer) throws InterruptedException {
        while (true) {
            switch (one.events.take()) {
                case CallEffect.Accepted _ -> observer.accepted();
                case CallEffect.Started(long pid) -> observer.started(pid);
                case CallEffect.Warned(var kind, String message) -> observer.warned(kind, message);
                case CallEffect.Deliver(StdStream stream, long seq, byte[] bytes) -> {
                    observer.output(stream, seq, bytes);
                    loop.run(() -> driver.consumed(one, stream, bytes.length));
                }
                case CallEffect.Finish(CallEnd end) -> {
                    return Results.of(one.request.id(), end);
                }
                case CallEffect.SendRecord _, CallEffect.SendQuery _, CallEffect.SendCancel _ ->
                        throw new IllegalStateException("not an event");
            }
        }
    }

    private boolean register(OpenCall one) throws NotSentException {
        try {
            return loop.ask(() -> enter(one));
        } catch (IllegalStateException e) {
            throw new NotSentException("this daemon is stopping; ask again when it has started");
        }
    }

    private boolean enter(OpenCall one) {
        CallRequest request = one.request;
        if (calls.containsKey(request.id())
                || !used.take(request.target(), request.id(), setup.clock().millis())) {
            return false;
        }
        one.alarm = new Alarm(loop, () -> driver.wake(one));
        one.link = new FullLink(loop, () -> driver.wake(one));
        calls.put(request.id(), one);
        return true;
    }

    private void posted(OpenCall one, PeerMail.Posted posted, Throwable failed) {
        if (failed != null) {
            calls.remove(one.request.id(), one);
            driver.forget(one);
            return;
        }
        if (one.finished) {
            posted.settle();
            return;
        }
        one.posted = posted;
        one.call =
                new Call(
                        one.request.id(),
                        Opening.streamed(one),
                        one.request.timeout(),
                        loop.uptime());
        driver.turn(one, now -> one.cancelled ? one.call.cancel(now) : List.of());
        for (OpenCall.Early early : List.copyOf(one.early)) {
            take(one, early.frames(), early.mail());
        }
        one.early.clear();
    }

    /**
     * Frames for a caller came by envelope; they count only from the pair that was asked (DECISIONS
     * B1).
     */
    void receive(Caller from, List<ToCaller> frames, ReceivedMail mail) {
        loop.run(
                () -> {
                    OpenCall one = calls.get(frames.getFirst().id());
                    boolean asked =
                            one != null
                                    && one.request.target().equals(from.peer())
                                    && !(from instanceof Caller.Unverified);
                    if (asked && one.posted != null) {
                        take(one, frames, mail);
                    } else if (asked && one.early.size() < OpenCall.MOST_EARLY) {
                        one.early.add(new OpenCall.Early(frames, mail));
                    } else {
                        if (one == null && frames.getLast() instanceof ToCaller.Exit) {
                            stopCopies(from, mail);
                        }
                        setup.counters().count(ExecCounters.Total.DROPPED);
                    }
                });
    }

    /** An end that we have already taken, most likely. Strangers get no acknowledgement. */
    private static void stopCopies(Caller from, ReceivedMail mail) {
        boolean known =
                switch (from) {
                    case Caller.Trusted _ -> true;
                    case Caller.Untrusted untrusted -> untrusted.contact();
                    case Caller.Unverified _ -> false;
                };
        if (known) {
            mail.acknowledge().run();
        }
    }

    private void take(OpenCall one, List<ToCaller> frames, ReceivedMail mail) {
        if (one.finished) {
            return;
        }
        if (frames.getFirst() instanceof ToCaller.Accepted accepted) {
            driver.accepted(one, accepted);
            return;
        }
        ToCaller.Exit exit = (ToCaller.Exit) frames.getLast();
        ToCaller.ExitDetail detail = (ToCaller.ExitDetail) frames.get(frames.size() - 2);
        if (!MessageDigest.isEqual(detail.requestSha256(), one.posted.bodySha256())) {
            // not the end of what we asked (DECISIONS A5)
            setup.counters().count(ExecCounters.Total.DROPPED);
            return;
        }
        mail.acknowledge().run();
        driver.turn(one, _ -> one.call.ended(frames, detail, exit));
    }

    private void finished(OpenCall one, CallEnd end) {
        calls.remove(one.request.id(), one);
        results.keep(Results.of(one.request.id(), end), setup.clock().millis());
    }

    /** Whether so much waits that new mail should come again later. */
    boolean crowded() {
        return loop.crowded();
    }

    /** Whether this record is for one of our calls. */
    boolean record(SessionId id, byte[] record) {
        return driver.record(id, record);
    }

    /** Asks that a pending call be ended; false if none is pending under this id. */
    public boolean cancel(RequestId id) {
        return loop.ask(
                () -> {
                    OpenCall one = calls.get(id);
                    if (one == null) {
                        return false;
                    }
                    driver.cancel(one);
                    return true;
                });
    }

    /**
     * Hands a cancel over to this peer, whatever is pending here.
     *
     * @throws NotSentException it could not be handed to a link
     */
    public void cancel(Peer target, RequestId id) throws NotSentException, InterruptedException {
        try {
            driver.post(target, new ToServer.Cancel(id), PeerMail.Effort.UNTIL_SETTLED).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotSentException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What was asked from here and has not ended. */
    public List<PendingCall> pending() {
        return loop.ask(
                () ->
                        calls.values().stream()
                                .map(
                                        one ->
                                                new PendingCall(
                                                        one.request.id(),
                                                        one.request.target(),
                                                        one.request.argv(),
                                                        loop.uptime().minus(one.since)))
                                .toList());
    }

    /** How a call of the last ten minutes ended. */
    public Optional<CallResult> result(RequestId id) {
        return loop.ask(() -> results.of(id, setup.clock().millis()));
    }

    /** Cancels what is pending, and tells whoever waits for it that its end is not known. */
    @Override
    public void close() {
        List<CompletableFuture<PeerMail.Posted>> cancels;
        try {
            cancels =
                    loop.ask(() -> List.copyOf(calls.values()).stream().map(this::leave).toList());
        } catch (IllegalStateException e) {
            return; // closed before
        }
        CompletableFuture.allOf(cancels.toArray(CompletableFuture[]::new))
                .exceptionally(_ -> null)
                .completeOnTimeout(null, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        loop.close();
    }

    private CompletableFuture<PeerMail.Posted> leave(OpenCall one) {
        CallEnd unknown =
                new CallEnd(
                        End.unknown(),
                        List.of(),
                        Optional.of("this daemon stopped before the end was known; a cancel left"),
                        false);
        driver.forget(one);
        finished(one, unknown);
        one.events.add(new CallEffect.Finish(unknown));
        return driver.post(
                one.request.target(),
                new ToServer.Cancel(one.request.id()),
                PeerMail.Effort.UNTIL_SETTLED);
    }
}
