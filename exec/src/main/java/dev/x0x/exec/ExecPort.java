// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.RecordOpener;
import dev.x0x.exec.wire.Rides;
import dev.x0x.exec.wire.SessionId;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.exec.wire.Units;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;

import java.util.List;
import java.util.Optional;

/**
 * Where exec bytes come in: decoded once, then to the half of exec they are for. Safe for any
 * thread; never blocks.
 */
public final class ExecPort {
    private final ExecServer server;
    private final ExecCaller calls;
    private final ExecCounters counters;

    /** For these two halves. */
    public ExecPort(ExecServer server, ExecCaller calls, ExecCounters counters) {
        this.server = server;
        this.calls = calls;
        this.counters = counters;
    }

    /** The first bytes of every payload that belongs to exec, decodable or not. */
    public static byte[] prefix() {
        return ExecPayload.prefix();
    }

    /**
     * An opened envelope whose payload has our prefix.
     *
     * @return false if too much waits here: nothing was done with it, and its next copy is as good
     */
    public boolean receive(Caller caller, ReceivedMail mail) {
        if (server.crowded() || calls.crowded()) {
            counters.count(ExecCounters.Total.DROPPED);
            return false;
        }
        take(caller, mail);
        return true;
    }

    private void take(Caller caller, ReceivedMail mail) {
        List<ExecFrame> frames;
        try {
            frames = ExecPayload.decode(mail.payload());
        } catch (MalformedException e) {
            server.malformed(caller, Optional.empty());
            return;
        }
        boolean toExecutor = frames.getFirst() instanceof ToServer;
        try {
            Units.check(
                    toExecutor ? Direction.TO_EXECUTOR : Direction.TO_REQUESTER,
                    Rides.ENVELOPE,
                    frames);
        } catch (MalformedException e) {
            erase(frames);
            if (toExecutor) {
                server.malformed(caller, Optional.of(frames.getFirst().id()));
            } else {
                counters.count(ExecCounters.Total.DROPPED);
            }
            return;
        }
        if (toExecutor) {
            toServer(caller, mail, frames);
        } else {
            calls.receive(caller, frames.stream().map(ToCaller.class::cast).toList(), mail);
        }
    }

    /** The secrets of what is not looked at any further. */
    private static void erase(List<ExecFrame> frames) {
        for (ExecFrame frame : frames) {
            if (frame instanceof ToServer.Open open) {
                open.secret().close();
            }
        }
    }

    private void toServer(Caller caller, ReceivedMail mail, List<ExecFrame> frames) {
        RequestId id = frames.getFirst().id();
        switch ((ToServer) frames.getLast()) {
            case ToServer.Request asked ->
                    server.request(caller, mail, (ToServer.Open) frames.getFirst(), asked);
            case ToServer.Cancel _ -> server.cancel(caller, mail, id);
            case ToServer.Query _ -> server.query(caller, id);
            case ToServer.Open _,
                    ToServer.LeaseRenew _,
                    ToServer.Stdin _,
                    ToServer.StdinEnd _,
                    Ack _ ->
                    throw new IllegalStateException("not a unit of an envelope");
        }
    }

    /** An envelope arrived that is byte for byte one that was opened before. */
    public void repeated(byte[] bodySha256) {
        server.repeated(bodySha256);
    }

    /**
     * A record of a session between our own two halves: both know its id, so the direction decides.
     */
    void local(Direction direction, byte[] record) {
        try {
            SessionId id = RecordOpener.sessionIdOf(record);
            switch (direction) {
                case TO_EXECUTOR -> server.record(id, record);
                case TO_REQUESTER -> calls.record(id, record);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session record arrived. */
    public void record(byte[] record) {
        try {
            SessionId id = RecordOpener.sessionIdOf(record);
            if (!calls.record(id, record)) {
                server.record(id, record);
            }
        } catch (MalformedException e) {
            counters.count(ExecCounters.Total.DROPPED);
        }
    }
}
