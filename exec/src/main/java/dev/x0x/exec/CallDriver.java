// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.session.CallEffect;
import dev.x0x.exec.session.CallEnd;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.OpenedRecord;
import dev.x0x.exec.wire.SessionId;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.codec.MalformedException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Performs what calls ask for, in list order; runs on the caller's thread only. */
final class CallDriver {
    private final ExecSetup setup;
    private final Loop loop;
    private final BiConsumer<OpenCall, CallEnd> onFinished;

    /** Read by whoever brings records; written by the caller's thread. */
    private final Map<SessionId, OpenCall> sessions = new ConcurrentHashMap<>();

    CallDriver(ExecSetup setup, Loop loop, BiConsumer<OpenCall, CallEnd> onFinished) {
        this.setup = setup;
        this.loop = loop;
        this.onFinished = onFinished;
    }

    /** Gives a call an input and performs what it asks for. */
    void turn(OpenCall one, Function<Duration, List<CallEffect>> input) {
        if (!one.finished) {
            perform(one, input.apply(loop.uptime()));
            one.alarm.set(one.finished ? null : one.call.wakeAt());
        }
    }

    private void perform(OpenCall one, List<CallEffect> effects) {
        for (CallEffect effect : effects) {
            switch (effect) {
                case CallEffect.SendRecord(List<ToServer> frames) -> send(one, frames);
                case CallEffect.SendQuery() ->
                        unanswered(
                                one.request.target(),
                                new ToServer.Query(one.request.id()),
                                PeerMail.Effort.ONCE);
                case CallEffect.SendCancel() ->
                        unanswered(
                                one.request.target(),
                                new ToServer.Cancel(one.request.id()),
                                PeerMail.Effort.UNTIL_SETTLED);
                case CallEffect.Deliver(StdStream stream, _, byte[] bytes) when one.abandoned ->
                        // Nobody reads it; taking it lets the other side come to its end.
                        loop.run(() -> consumed(one, stream, bytes.length));
                case CallEffect.Finish(CallEnd end) -> {
                    forget(one);
                    onFinished.accept(one, end);
                    one.events.add(effect);
                }
                case CallEffect.Accepted _,
                        CallEffect.Started _,
                        CallEffect.Warned _,
                        CallEffect.Deliver _ ->
                        one.events.add(effect);
            }
        }
    }

    private void send(OpenCall one, List<ToServer> frames) {
        if (one.link.full()) {
            one.sealer.skip();
            one.call.unsent(frames);
            return;
        }
        byte[] sealed = one.sealer.seal(one.opener.echo(), frames);
        if (setup.mail().record(one.request.target().machine(), sealed)) {
            one.link.taken();
        } else {
            one.call.unsent(frames);
            one.link.refused();
        }
    }

    CompletableFuture<PeerMail.Posted> post(Peer to, ToServer frame, PeerMail.Effort effort) {
        return setup.mail().post(to, ExecPayload.encode(List.of(frame)), effort);
    }

    /** Posts what is asked again anyway if it does not leave. */
    private void unanswered(Peer to, ToServer frame, PeerMail.Effort effort) {
        var unused = post(to, frame, effort);
    }

    void wake(OpenCall one) {
        turn(one, now -> one.call.wake(now));
    }

    void consumed(OpenCall one, StdStream stream, long bytes) {
        turn(one, now -> one.call.consumed(stream, bytes, now));
    }

    /** The session is open: its keys come from what both sides made for it (DECISIONS A6). */
    void accepted(OpenCall one, ToCaller.Accepted accepted) {
        one.posted.settle();
        if (one.keys == null) {
            one.unlock(setup.self(), accepted);
            sessions.put(one.keys.id(), one);
        }
        turn(one, now -> one.call.accepted(now));
    }

    /** Whether this record is for one of our calls. */
    boolean record(SessionId id, byte[] record) {
        OpenCall one = sessions.get(id);
        if (one == null) {
            return false;
        }
        if (loop.crowded()) {
            setup.counters().count(ExecCounters.Total.DROPPED);
            return true; // its frames come again
        }
        loop.run(() -> open(one, record));
        return true;
    }

    private void open(OpenCall one, byte[] record) {
        if (one.finished) {
            return;
        }
        try {
            OpenedRecord opened = one.opener.open(record);
            List<ToCaller> frames = RequestShape.toCaller(one.request.id(), opened.frames());
            turn(one, now -> one.call.record(frames, now));
        } catch (MalformedException e) {
            setup.counters().count(ExecCounters.Total.DROPPED);
        }
    }

    /** Whoever waited for it has gone: it is cancelled, and what it still says is taken unread. */
    void abandon(OpenCall one) {
        one.abandoned = true;
        List<CallEffect> unread = new ArrayList<>();
        one.events.drainTo(unread);
        for (CallEffect effect : unread) {
            if (effect instanceof CallEffect.Deliver(StdStream stream, _, byte[] bytes)) {
                consumed(one, stream, bytes.length);
            }
        }
        cancel(one);
    }

    /** A call that is not posted yet is cancelled as soon as it is. */
    void cancel(OpenCall one) {
        one.cancelled = true;
        if (one.call != null) {
            turn(one, now -> one.call.cancel(now));
        }
    }

    /** Erases what a call held. */
    void forget(OpenCall one) {
        one.finished = true;
        one.alarm.set(null);
        if (one.keys != null) {
            sessions.remove(one.keys.id());
        }
        if (one.posted != null) {
            one.posted.settle();
        }
        one.erase();
    }
}
