// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records from neighbours: what is dropped unseen, what is verified, and what happens then. Cheap
 * refusals come first: known, out of time, old, over a quota; a signature is looked at last.
 */
final class Intake {
    /** After which a copy is none of the tree's: what is missing is given up by then (row 35). */
    private static final long LATE_MS = 30_000;

    private static final int MOST_ALSO = 8; // own choice

    private final Parts parts;
    private final Map<Long, Pending> tickets = new HashMap<>();
    private final Map<RecordId, Pending> pending = new HashMap<>();
    private final Map<MachineId, Pending> chains = new HashMap<>();
    private long lastTicket;

    Intake(Parts parts) {
        this.parts = parts;
    }

    int verifying() {
        return tickets.size();
    }

    void gossip(Neighbour link, BroadcastFrame.Gossip frame, Turn turn) {
        SignedRecord record = frame.record();
        RecordId id = record.id();
        if (frame.hops() < 1
                || frame.hops() > parts.settings().tree().hopLimit()
                || record.bytes().length > SignedRecords.MOST_BYTES) {
            parts.standings().misbehaved(link.standing, 1, "record with no such hops", turn);
            return;
        }
        boolean direct = frame.hops() == 1;
        boolean wanted = parts.repair().wanted(id);
        boolean asked = wanted || parts.repair().askedOf(id, link);
        parts.repair().came(id);
        if (knownBad(link, id, turn) || known(link, frame, asked, turn)) {
            return;
        }
        Pending waiting = pending.get(id);
        if (waiting != null) {
            parts.tally().duplicates++;
            if (waiting.from == link) {
                parts.tree().nuisance(link, "repeats itself", turn);
                return;
            }
            if (waiting.also.size() < MOST_ALSO && !waiting.also.contains(link)) {
                waiting.also.add(link);
            }
            if (waiting.aside && link.eager) {
                waiting.aside = false; // here is the tree's
                waiting.onTree = true;
                waiting.mended = frame.mended();
            } else if (!asked) {
                boolean circle = waiting.onTree && !waiting.mended && !frame.mended();
                parts.tree().duplicate(link, id, circle, direct, turn);
            }
            return;
        }
        if (!timely(link, record, turn) || !roomFor(link, record, wanted, turn)) {
            return;
        }
        Pending entry = verify(link, record, frame.hops(), turn);
        entry.onTree = !wanted && (link.eager || !direct);
        entry.aside = !wanted && !entry.onTree;
        entry.mended = asked || frame.mended();
        entry.promote = entry.onTree && !link.eager && !asked;
    }

    /** The answer to a question. */
    void found(Neighbour link, BroadcastFrame.Found frame, Turn turn) {
        SignedRecord record = frame.record();
        if (!parts.searches().expects(frame.nonce(), record, turn.now)) {
            parts.tree().nuisance(link, "answers what was not asked", turn);
            return;
        }
        Stored have = parts.store().get(record.key());
        if (have != null
                && have.record.version() >= record.version()
                && parts.store().inTime(have.record, turn.wall)) {
            parts.searches().answered(frame.nonce(), have.record, turn);
            return;
        }
        if (knownBad(link, record.id(), turn)) {
            return;
        }
        Pending waiting = pending.get(record.id());
        if (waiting != null) {
            waiting.nonce = waiting.nonce == null ? Long.valueOf(frame.nonce()) : waiting.nonce;
        } else if (timely(link, record, turn) && roomFor(link, record, true, turn)) {
            verify(link, record, 1, turn).nonce = frame.nonce();
        }
    }

    /** True if the beat's chain record is at the verifiers: it waits there. */
    boolean heldBack(BroadcastFrame.Heartbeat beat) {
        Pending waiting = chains.get(beat.origin());
        if (waiting == null || waiting.record.id().high() != beat.chain()) {
            return false;
        }
        if (waiting.beat == null || waiting.beat.slot() < beat.slot()) {
            waiting.beat = beat;
        }
        return true;
    }

    void iHave(Neighbour link, List<RecordId> ids, Turn turn) {
        if (!link.iHaveFrames.take(1, turn.now) || !link.iHaveIds.take(ids.size(), turn.now)) {
            parts.tally().overQuota++;
            parts.standings().misbehaved(link.standing, 1, "announces without measure", turn);
            return;
        }
        if (link.standing.score(turn.now) >= parts.settings().scoring().noGossip()) {
            told(link, ids, false, turn);
        }
    }

    void digest(Neighbour link, List<RecordId> ids, Turn turn) {
        if (!link.digests.take(1, turn.now)) {
            parts.standings().misbehaved(link.standing, 1, "one digest after the other", turn);
            return;
        }
        told(link, ids, true, turn);
    }

    void verified(long ticket, boolean genuine, Turn turn) {
        Pending entry = tickets.remove(ticket);
        if (entry == null) {
            return; // gave way to another, or was never asked
        }
        forget(entry);
        SignedRecord record = entry.record;
        if (!genuine) {
            refuse(entry, turn);
        } else if (entry.nonce == null
                && !parts.origins().take(record.signer(), record.bytes().length, turn.now)) {
            overOrigin(entry.from, turn);
            parts.seen().add(entry, true, turn.now);
            parts.repair().settled(record.id());
        } else if (!parts.store().newer(record)) {
            parts.tally().stale++;
            parts.seen().add(entry, true, turn.now);
            parts.repair().settled(record.id());
        } else {
            accept(entry, turn);
        }
    }

    private void accept(Pending entry, Turn turn) {
        SignedRecord record = entry.record;
        Neighbour from = entry.from;
        Stored stored = parts.store().put(record, entry.hops, turn.now);
        parts.seen().add(entry, entry.onTree, turn.now);
        List<Neighbour> told = List.copyOf(parts.repair().holders(record.id()));
        var holders = new ArrayList<>(told);
        holders.add(from);
        holders.addAll(entry.also);
        boolean wanted = parts.repair().wanted(record.id());
        Repair.Word word = parts.repair().firstWord(record.id());
        parts.repair().settled(record.id());
        parts.tally().delivered++;
        parts.tree().came(turn);
        if (from.up && !wanted && entry.nonce == null) {
            from.delivered++;
            parts.standings().delivered(from.standing, turn);
            holders.forEach(each -> each.useful(turn));
        }
        turn.add(new BroadcastEffect.Deliver(record, from.id));
        // Who said to have it before it came had it before us, as who brought it did.
        Neighbour first = word == null ? from : word.from();
        parts.liveness().recordCame(stored, first, entry.hops, turn);
        for (Neighbour other : holders) {
            parts.liveness().recordAgain(stored, other, turn);
        }
        if (entry.beat != null) {
            parts.liveness().caughtUp(from, entry.beat, turn);
        }
        if (entry.promote) {
            parts.tree().promote(from);
        }
        if (word != null && entry.onTree && !entry.mended) {
            parts.tree().detour(word.from(), turn.now - word.at(), turn);
        }
        passOn(entry, told, turn);
        if (entry.nonce == null) {
            parts.searches().known(record, turn);
        } else {
            parts.searches().answered(entry.nonce, record, turn);
        }
    }

    private void passOn(Pending entry, List<Neighbour> told, Turn turn) {
        SignedRecord record = entry.record;
        if (entry.hops >= parts.settings().tree().hopLimit()) {
            return;
        }
        var brought = new ArrayList<>(entry.also);
        brought.add(entry.from);
        // A revocation is never held back, however it came.
        if (entry.onTree || record.kind() == RecordKind.REVOCATION) {
            var on = new BroadcastFrame.Gossip(entry.hops + 1, record, entry.mended);
            parts.tree().push(on, brought, told, turn);
        } else if (entry.nonce == null) {
            brought.addAll(told);
            parts.tree().announce(record.id(), brought, turn);
        }
    }

    private void refuse(Pending entry, Turn turn) {
        RecordId id = entry.record.id();
        parts.tally().invalid++;
        parts.seen().addBad(id);
        parts.repair().settled(id);
        parts.standings().invalid(entry.from.standing, "forged record", turn);
        for (Neighbour other : entry.also) {
            parts.standings().invalid(other.standing, "forged record", turn);
        }
        parts.tree().dropNegative(turn);
    }

    private boolean knownBad(Neighbour link, RecordId id, Turn turn) {
        if (!parts.seen().bad(id)) {
            return false;
        }
        parts.tally().invalid++;
        parts.standings().invalid(link.standing, "forged record", turn);
        return true;
    }

    private boolean known(Neighbour link, BroadcastFrame.Gossip frame, boolean asked, Turn turn) {
        RecordId id = frame.record().id();
        Seen.Arrival arrival = parts.seen().get(id);
        Stored stored = parts.store().get(id);
        if (arrival == null && stored == null) {
            return false;
        }
        parts.tally().duplicates++;
        parts.repair().settled(id);
        if (stored != null) {
            parts.liveness().recordAgain(stored, link, turn);
        }
        if (asked) {
            return true;
        }
        if (arrival != null && arrival.by == link) {
            parts.tree().nuisance(link, "repeats itself", turn);
            return true;
        }
        if (arrival != null && link.eager && turn.now - arrival.at > LATE_MS) {
            // The tree was done with it long ago. Were it taken for the tree's copy, a few that
            // repeat old records here and there could make honest links cut each other.
            parts.tree().nuisance(link, "repeats what everybody has", turn);
            return true;
        }
        if (arrival != null && !arrival.onTree && link.eager) {
            // It came aside of the tree before, and only its id was passed on. Here is the tree's.
            arrival.onTree = true;
            arrival.mended = frame.mended();
            if (stored != null && frame.hops() < parts.settings().tree().hopLimit()) {
                var on = new BroadcastFrame.Gossip(frame.hops() + 1, stored.record, frame.mended());
                parts.tree().pushEager(on, link, turn);
            }
            return true;
        }
        boolean circle = arrival != null && arrival.onTree && !arrival.mended && !frame.mended();
        parts.tree().duplicate(link, id, circle, frame.hops() == 1, turn);
        return true;
    }

    private boolean timely(Neighbour link, SignedRecord record, Turn turn) {
        if (!parts.store().inTime(record, turn.wall)) {
            parts.tally().outOfTime++;
        } else if (!parts.store().newer(record)) {
            parts.tally().stale++;
        } else {
            return true;
        }
        parts.repair().settled(record.id());
        parts.tree().nuisance(link, "repeats what is over", turn);
        return false;
    }

    /** Before any signature is looked at (rows 40 to 42). */
    private boolean roomFor(Neighbour link, SignedRecord record, boolean asked, Turn turn) {
        var quotas = parts.settings().quotas();
        if (!parts.origins().hasRoom(record.signer(), record.bytes().length, turn.now)) {
            overOrigin(link, turn);
            return false;
        }
        boolean room =
                link.verifying < quotas.verifyingPerLink()
                        && link.unverified.take(1, turn.now)
                        && (asked
                                || parts.store().settledOrigin(record, turn.now)
                                || link.strangers.take(1, turn.now))
                        && (tickets.size() < quotas.verifyingTotal() || madeRoom(link, turn));
        if (!room) {
            parts.tally().overQuota++;
        }
        return room;
    }

    /** The origin is to blame; only one who brings far too much of that is, too. */
    private void overOrigin(Neighbour link, Turn turn) {
        parts.tally().overQuota++;
        parts.tree().nuisance(link, "relays without measure", turn);
    }

    /** At the verifiers the link with the lowest score gives way (row 42). */
    private boolean madeRoom(Neighbour link, Turn turn) {
        Neighbour lowest = link;
        for (Neighbour other : parts.tree().links()) {
            if (other.verifying > 0
                    && other.standing.score(turn.now) < lowest.standing.score(turn.now)) {
                lowest = other;
            }
        }
        if (lowest == link) {
            return false;
        }
        Neighbour loser = lowest;
        tickets.values().stream()
                .filter(entry -> entry.from == loser)
                .max((one, other) -> Long.compare(one.ticket, other.ticket))
                .ifPresent(
                        entry -> {
                            tickets.remove(entry.ticket);
                            forget(entry);
                        });
        return tickets.size() < parts.settings().quotas().verifyingTotal();
    }

    private Pending verify(Neighbour link, SignedRecord record, int hops, Turn turn) {
        var entry = new Pending(++lastTicket, record, link, hops);
        tickets.put(entry.ticket, entry);
        pending.put(record.id(), entry);
        if (record.kind() == RecordKind.CHAIN) {
            chains.put(record.subject(), entry);
        }
        link.verifying++;
        turn.add(new BroadcastEffect.Verify(entry.ticket, link.id, record));
        return entry;
    }

    private void forget(Pending entry) {
        pending.remove(entry.record.id());
        chains.remove(entry.record.subject(), entry);
        entry.from.verifying--;
    }

    private void told(Neighbour link, List<RecordId> ids, boolean digest, Turn turn) {
        for (RecordId id : ids) {
            Stored stored = parts.store().get(id);
            if (stored != null) {
                parts.liveness().recordAgain(stored, link, turn);
            } else if (!pending.containsKey(id)
                    && parts.seen().get(id) == null
                    && !parts.seen().bad(id)) {
                parts.repair().told(link, id, digest, turn);
            }
        }
    }
}
