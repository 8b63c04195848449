// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Signed records to everyone, as a value: what happens comes in with the time, what is to be done
 * goes out in order. A record reaches nobody, not even this daemon, before its signature was
 * verified. Everything kept is bounded; equal inputs give equal outputs.
 */
public final class Broadcast {
    private static final long SWEEP = 60_000; // ms, own choice
    private static final long SWEEP_SCORES = 10_000; // while one is below zero

    private final BroadcastSettings settings;
    private final Parts parts;
    private final Intake intake;
    private final Serving serving;
    private boolean sweeping;

    /** A node without neighbours or records. */
    public Broadcast(MachineId self, BroadcastSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.parts = Parts.of(self, settings, random);
        this.intake = new Intake(parts);
        this.serving = new Serving(parts);
    }

    /**
     * Takes one event.
     *
     * @param uptime never less than the time before
     * @param wallMs Unix milliseconds; may jump
     * @return what is to be done, in this order
     */
    public List<BroadcastEffect> on(BroadcastEvent event, Duration uptime, long wallMs) {
        var turn = new Turn(uptime.toMillis(), wallMs);
        switch (event) {
            case BroadcastEvent.NeighbourUp(var peer) -> up(peer, turn);
            case BroadcastEvent.NeighbourDown(var peer) -> down(peer, turn);
            case BroadcastEvent.Heard(var from, var frame, int bytes) ->
                    heard(from, frame, bytes, turn);
            case BroadcastEvent.Measured(var peer, var rtt) -> measured(peer, rtt);
            case BroadcastEvent.Suspect(var peer, boolean suspect) -> suspect(peer, suspect, turn);
            case BroadcastEvent.Misbehaved(var peer, var what) -> {
                parts.standings().misbehaved(peer, what, turn);
                parts.tree().dropNegative(turn);
            }
            case BroadcastEvent.Verified(long ticket, boolean genuine) ->
                    intake.verified(ticket, genuine, turn);
            case BroadcastEvent.Publish(var record) -> publish(record, turn);
            case BroadcastEvent.Known(var record) -> known(record, turn);
            case BroadcastEvent.Floor(var key, long version) -> parts.store().floor(key, version);
            case BroadcastEvent.Beat(var beat) -> parts.liveness().beat(beat, turn);
            case BroadcastEvent.Seek(var key, var first) -> seek(key, first, turn);
            case BroadcastEvent.Wake() -> parts.timers().run(turn);
            case BroadcastEvent.Resumed() -> resumed(turn);
        }
        parts.repair().flush(turn);
        parts.timers().arm(turn);
        return turn.effects;
    }

    /** The newest record of this key, if the store has one. */
    public Optional<SignedRecord> newest(SignedRecord.Key key) {
        return parts.store().newest(key);
    }

    /** How many machines there are, this one included, by the records in the store. */
    public int estimatedNodes() {
        return Math.max(1, parts.store().machines());
    }

    /** For operators and tests; walks over the neighbours. */
    public BroadcastView view() {
        var links = new ArrayList<BroadcastView.LinkView>();
        for (Neighbour link : parts.tree().links()) {
            links.add(
                    new BroadcastView.LinkView(
                            link.id,
                            link.eager,
                            link.suspect,
                            link.standing.lastScore(),
                            link.missing,
                            link.delivered));
        }
        return new BroadcastView(
                links,
                parts.store().size(),
                parts.store().bytes(),
                parts.store().revocations(),
                parts.seen().size(),
                parts.repair().size(),
                intake.verifying(),
                parts.searches().open(),
                parts.searches().routes(),
                parts.timers().size(),
                estimatedNodes(),
                parts.tally().counters());
    }

    private void up(MachineId peer, Turn turn) {
        if (parts.tree().link(peer) != null) {
            return;
        }
        Neighbour link = parts.tree().up(peer, turn);
        List<RecordId> digest = parts.store().digest(settings.tree().digest());
        if (!digest.isEmpty()) {
            turn.send(link, new BroadcastFrame.Digest(digest));
        }
        sweepLater(turn);
    }

    private void down(MachineId peer, Turn turn) {
        Neighbour link = parts.tree().link(peer);
        if (link != null) {
            parts.tree().down(link, turn);
        }
    }

    private void measured(MachineId peer, Duration rtt) {
        Neighbour link = parts.tree().link(peer);
        if (link != null) {
            link.rttMs = rtt.toMillis();
        }
    }

    private void suspect(MachineId peer, boolean suspect, Turn turn) {
        Neighbour link = parts.tree().link(peer);
        if (link != null) {
            parts.tree().suspect(link, suspect, turn);
        }
    }

    private void heard(MachineId from, BroadcastFrame frame, int bytes, Turn turn) {
        Neighbour link = parts.tree().link(from);
        if (link == null || link.standing.beyondThePale()) {
            parts.tally().strangers++; // only neighbours are heard (MESH.md §3)
            return;
        }
        if (!link.bytes.take(bytes, turn.now)) {
            parts.tally().overQuota++;
            parts.tree().nuisance(link, "floods", turn);
            return;
        }
        link.answers.add(settings.quotas().answerPerByte() * bytes);
        boolean before = link.standing.negative();
        switch (frame) {
            case BroadcastFrame.Gossip gossip -> intake.gossip(link, gossip, turn);
            case BroadcastFrame.Found found -> intake.found(link, found, turn);
            case BroadcastFrame.IHave(var ids) -> intake.iHave(link, ids, turn);
            case BroadcastFrame.Heartbeat beat -> {
                if (!intake.heldBack(beat)) {
                    parts.liveness().heard(link, beat, parts.searches()::askForChain, turn);
                }
            }
            case BroadcastFrame.Graft _,
                    BroadcastFrame.Prune _,
                    BroadcastFrame.Digest _,
                    BroadcastFrame.Want _,
                    BroadcastFrame.Lookup _ ->
                    control(link, frame, turn);
        }
        if (link.standing.negative() && !before) {
            parts.tree().dropNegative(turn);
        }
    }

    private void control(Neighbour link, BroadcastFrame frame, Turn turn) {
        if (!link.control.take(1, turn.now)) {
            parts.tally().overQuota++;
            parts.tree().nuisance(link, "talks without end", turn);
            return;
        }
        switch (frame) {
            case BroadcastFrame.Graft(var ids) -> {
                parts.tree().heardGraft(link, turn);
                serving.send(link, ids, turn);
            }
            case BroadcastFrame.Prune() -> parts.tree().heardPrune(link, turn);
            case BroadcastFrame.Digest(var ids) -> intake.digest(link, ids, turn);
            case BroadcastFrame.Want(var ids) -> serving.send(link, ids, turn);
            case BroadcastFrame.Lookup lookup -> serving.lookup(link, lookup, turn);
            case BroadcastFrame.Gossip _,
                    BroadcastFrame.Found _,
                    BroadcastFrame.IHave _,
                    BroadcastFrame.Heartbeat _ ->
                    throw new IllegalStateException("not a control frame");
        }
    }

    private void publish(SignedRecord record, Turn turn) {
        if (!parts.store().newer(record)) {
            parts.tally().stale++;
            return;
        }
        parts.store().put(record, 0, turn.now);
        parts.seen().add(record.id(), turn.now);
        parts.tree().publish(record, turn);
        parts.searches().known(record, turn);
    }

    private void known(SignedRecord record, Turn turn) {
        if (!parts.store().inTime(record, turn.wall)) {
            parts.store().floor(record.key(), record.version());
        } else if (parts.store().newer(record)) {
            parts.store().put(record, 1, turn.now);
            parts.seen().add(record.id(), turn.now);
            parts.repair().settled(record.id());
            parts.searches().known(record, turn);
        }
    }

    private void seek(SignedRecord.Key key, Optional<MachineId> first, Turn turn) {
        Stored stored = parts.store().answering(key);
        if (stored != null && parts.store().inTime(stored.record, turn.wall)) {
            turn.add(new BroadcastEffect.Found(stored.record));
        } else {
            parts.searches().seek(key, first, turn);
        }
    }

    private void resumed(Turn turn) {
        parts.repair().clear();
        parts.searches().clear(turn);
        parts.store().expire(turn.wall, turn.now, true);
        parts.seen().trim(turn.now);
    }

    private void sweepLater(Turn turn) {
        if (!sweeping) {
            sweeping = true;
            parts.timers().at(turn.now + SWEEP_SCORES, this::sweep);
        }
    }

    private void sweep(Turn turn) {
        boolean negative = parts.standings().judgeAll(turn);
        parts.tree().dropNegative(turn);
        parts.store().expire(turn.wall, turn.now, false);
        parts.seen().trim(turn.now);
        sweeping = !parts.tree().links().isEmpty();
        if (sweeping) {
            parts.timers().at(turn.now + (negative ? SWEEP_SCORES : SWEEP), this::sweep);
        }
    }
}
