// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What rides in an executor's records: notices, due output, stdin acknowledgements, and the
 * heartbeat of the lease.
 */
final class ServerRecords {
    /** At least one record this often, so that the caller's echoes can renew (DECISIONS C1). */
    static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private final RequestId id;
    private final Lease lease;
    private final StdinAssembly stdin;
    private final ChildOutput output;
    private final Notices notices = new Notices();
    private final RoundTrip roundTrip = new RoundTrip();
    private boolean open;
    private boolean shut;
    private long counter;
    private Duration lastSent = Duration.ZERO;
    private boolean stdinNews;
    private boolean heartbeatLost;

    ServerRecords(RequestId id, Lease lease, StdinAssembly stdin, ChildOutput output) {
        this.id = id;
        this.lease = lease;
        this.stdin = stdin;
        this.output = output;
    }

    void notice(ToCaller frame) {
        notices.add(frame);
    }

    List<ToCaller> notices() {
        return notices.all();
    }

    /** No record goes out and none counts any more. */
    void shut() {
        shut = true;
    }

    boolean isShut() {
        return shut;
    }

    /** Nothing is sent before the caller's first record: it proves that it holds the keys. */
    void received(long echo, List<ToServer> frames, Duration uptime) {
        open = true;
        lease.renewed(echo)
                .filter(Lease.Sent::answered)
                .ifPresent(sent -> roundTrip.measured(uptime.minus(sent.at())));
        notices.echoed(echo);
        for (ToServer frame : frames) {
            switch (frame) {
                case ToServer.Stdin part -> {
                    stdin.accept(part.seq(), part.data());
                    stdinNews = true;
                }
                case ToServer.StdinEnd _ -> stdin.end();
                case Ack ack -> acknowledged(ack);
                case ToServer.LeaseRenew _ -> {} // the echo says it all
                case ToServer.Request _,
                        ToServer.Open _,
                        ToServer.Cancel _,
                        ToServer.Query _ -> {} // never in records
            }
        }
    }

    private void acknowledged(Ack ack) {
        for (CappedOutput each : output.both()) {
            if (each.stream() == ack.stream()) {
                each.out().acknowledged(ack.nextSeq(), ack.credit());
            }
        }
    }

    /** The records to send now: what is due, packed; or a heartbeat. */
    List<ServerEffect> flush(Duration uptime) {
        if (!open || shut) {
            return List.of();
        }
        List<ServerEffect> effects = new ArrayList<>();
        List<ToCaller> frames = new ArrayList<>(notices.due(counter, uptime, roundTrip.lost()));
        if (stdinNews) {
            stdinNews = false;
            frames.add(new Ack(id, StdStream.STDIN, stdin.next(), stdin.credit()));
        }
        int packed = 0;
        for (CappedOutput each : output.both()) {
            for (OutStream.Chunk chunk : each.out().due(uptime, roundTrip.lost())) {
                if (packed > 0 && packed + chunk.bytes.length > OutStream.CHUNK) {
                    effects.add(send(frames, uptime, true));
                    frames = new ArrayList<>();
                    packed = 0;
                }
                frames.add(EndFrames.chunk(id, each.stream(), chunk));
                packed += chunk.bytes.length;
            }
        }
        boolean heartbeat = heartbeatLost || uptime.minus(HEARTBEAT).compareTo(lastSent) >= 0;
        if (!frames.isEmpty() || heartbeat) {
            effects.add(send(frames, uptime, packed > 0));
        }
        return effects;
    }

    private ServerEffect send(List<ToCaller> frames, Duration uptime, boolean answered) {
        counter++;
        heartbeatLost = false;
        lease.sent(uptime, answered);
        lastSent = uptime;
        return new ServerEffect.SendRecord(List.copyOf(frames));
    }

    void unsent(List<ToCaller> frames) {
        heartbeatLost = true;
        for (ToCaller frame : frames) {
            switch (frame) {
                case ToCaller.Stdout part -> output.stdout().out().unsent(part.seq());
                case ToCaller.Stderr part -> output.stderr().out().unsent(part.seq());
                case Ack _ -> stdinNews = true;
                case ToCaller.Started _, ToCaller.Warning _ -> {} // repeated until echoed anyway
                case ToCaller.Exit _,
                        ToCaller.ExitDetail _,
                        ToCaller.Accepted _ -> {} // never in records
            }
        }
    }

    Duration wakeAt() {
        if (!open || shut) {
            return null;
        }
        Duration at = lastSent.plus(HEARTBEAT);
        List<Duration> others = new ArrayList<>();
        others.add(notices.againAt(roundTrip.lost()));
        for (CappedOutput each : output.both()) {
            others.add(each.out().lostAt(roundTrip.lost()));
        }
        for (Duration other : others) {
            at = other != null && other.compareTo(at) < 0 ? other : at;
        }
        return at;
    }
}
