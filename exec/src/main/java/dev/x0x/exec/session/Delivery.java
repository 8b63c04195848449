// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.wire.ToCaller;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is left to do once a command has ended: its output goes by records until the rest fits into
 * one envelope beside the end, or until nobody takes it any more.
 */
final class Delivery {
    /** Output that nobody takes is kept this long after the end (DECISIONS B4). */
    static final Duration KEPT = Duration.ofSeconds(60);

    /** The same when the daemon stops, which must be over in five seconds (BEHAVIOUR.md §7). */
    static final Duration KEPT_WHILE_STOPPING = Duration.ofSeconds(2);

    private final Terms terms;
    private final ServerRecords records;
    private final ChildOutput output;
    private final End end;
    private long left;
    private Duration until;
    private boolean stopped;

    Delivery(Terms terms, ServerRecords records, ChildOutput output, End end, Duration uptime) {
        this.terms = terms;
        this.records = records;
        this.output = output;
        this.end = end;
        this.left = output.unacknowledged();
        this.until = uptime.plus(KEPT);
    }

    /** When what is left is given up. */
    Duration until() {
        return until;
    }

    /** The daemon stops, or nobody waits for the rest any more. */
    void stop(Outcome why, Duration uptime) {
        stopped = true;
        Duration last = why == Outcome.DAEMON_STOPPED ? uptime.plus(KEPT_WHILE_STOPPING) : uptime;
        until = last.compareTo(until) < 0 ? last : until;
    }

    /** The end to send now, or nothing while the caller still takes output. */
    Optional<ServerEffect> finished(Duration leaseEnds, Duration uptime) {
        if (output.unacknowledged() < left) {
            left = output.unacknowledged();
            until = stopped ? until : uptime.plus(KEPT); // somebody takes it
        }
        boolean over = Times.reached(until, uptime) || Times.reached(leaseEnds, uptime);
        if (left > OutStream.CHUNK && !over && !records.isShut()) {
            return Optional.empty();
        }
        OutStream stdout = output.stdout().out();
        OutStream stderr = output.stderr().out();
        List<ToCaller> kept = EndFrames.kept(terms, records.notices(), stdout, stderr, end);
        if (records.isShut()) {
            // Whoever lost the right to ask for results is told that it is over, and no more.
            return Optional.of(new ServerEffect.SendEnd(kept, kept));
        }
        List<ToCaller> frames = EndFrames.of(terms, records.notices(), stdout, stderr, end);
        return over || EndFrames.holdsAll(frames, stdout, stderr)
                ? Optional.of(new ServerEffect.SendEnd(frames, kept))
                : Optional.empty();
    }
}
