// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.LinkHash;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

/**
 * Who is alive, and on which link that was heard first: heartbeats by hash chain (DECISIONS D3),
 * and the announcements and chain records themselves.
 */
final class Liveness {
    /** Whom to ask for a chain record that a heartbeat speaks of. */
    interface Chains {
        void ask(Neighbour link, MachineId origin, Turn turn);
    }

    private final BroadcastSettings settings;
    private final RecordStore store;
    private final Tree tree;
    private final Standings standings;
    private final Tally tally;
    private final LinkHash hash = new LinkHash();

    Liveness(
            BroadcastSettings settings,
            RecordStore store,
            Tree tree,
            Standings standings,
            Tally tally) {
        this.settings = settings;
        this.store = store;
        this.tree = tree;
        this.standings = standings;
        this.tally = tally;
    }

    /** Our own, for this slot. */
    void beat(BroadcastFrame.Heartbeat own, Turn turn) {
        Stored stored = store.get(new SignedRecord.Key(RecordKind.CHAIN, own.origin()));
        if (stored != null && own.slot() > stored.slot) {
            stored.slot = own.slot();
            stored.link = own.link();
        }
        tree.pushEager(hop(own, 1), null, turn);
    }

    void heard(Neighbour link, BroadcastFrame.Heartbeat beat, Chains chains, Turn turn) {
        if (beat.hops() < 1 || beat.hops() > settings.tree().hopLimit()) {
            standings.misbehaved(link.standing, 1, "heartbeat with no such hops", turn);
            return;
        }
        Stored stored = store.get(new SignedRecord.Key(RecordKind.CHAIN, beat.origin()));
        if (stored == null || stored.record.id().high() != beat.chain()) {
            if (link.asks.take(1, turn.now)) {
                chains.ask(link, beat.origin(), turn);
            }
            return;
        }
        if (beat.slot() <= stored.slot) {
            again(link, beat, stored, turn);
            return;
        }
        if (accepted(link, beat, stored, turn)) {
            tree.promote(link);
            if (beat.hops() < settings.tree().hopLimit()) {
                tree.pushEager(hop(beat, beat.hops() + 1), link, turn);
            }
        }
    }

    /** Came behind its chain record, as it does on request: kept, not passed on. */
    void caughtUp(Neighbour link, BroadcastFrame.Heartbeat beat, Turn turn) {
        Stored stored = store.get(new SignedRecord.Key(RecordKind.CHAIN, beat.origin()));
        if (stored != null
                && stored.record.id().high() == beat.chain()
                && beat.slot() > stored.slot) {
            accepted(link, beat, stored, turn);
        }
    }

    /** A new record is a sign of life of whom it speaks of, unless a newer one was had. */
    void recordCame(Stored stored, Neighbour link, int hops, Turn turn) {
        SignedRecord record = stored.record;
        long freshness =
                switch (record.kind()) {
                    case ANNOUNCEMENT -> record.expiresMs() - settings.store().lifetime();
                    case CHAIN -> record.chain().map(ChainRecord::startMs).orElse(Long.MIN_VALUE);
                    case ADVERT, REVOCATION, TAGS -> Long.MIN_VALUE;
                };
        first(stored, link, freshness, hops, turn);
    }

    /** The same by another link, or word of it: an alternate way to that machine. */
    void recordAgain(Stored stored, Neighbour link, Turn turn) {
        RecordKind kind = stored.record.kind();
        if (kind == RecordKind.ANNOUNCEMENT || kind == RecordKind.CHAIN) {
            alternate(stored, link, stored.hops, turn);
        }
    }

    /** The newest link of a chain in the store, for whoever asked for the chain. */
    BroadcastFrame.Heartbeat newest(Stored stored) {
        if (stored.link == null) {
            return null;
        }
        return new BroadcastFrame.Heartbeat(
                Math.max(1, Math.min(stored.hops + 1, settings.tree().hopLimit())),
                stored.record.subject(),
                stored.record.id().high(),
                stored.slot,
                stored.link);
    }

    private void again(Neighbour link, BroadcastFrame.Heartbeat beat, Stored stored, Turn turn) {
        tally.duplicates++;
        if (beat.slot() == stored.slot) {
            alternate(stored, link, beat.hops(), turn);
            // No PRUNE: two beats at once could cut one circle twice, and with no IHAVE behind it a
            // beat would not find out. Circles are for records to cut, which mend what they break.
            if (stored.beatBy == link || !link.eager) {
                tree.nuisance(link, "repeats heartbeats", turn);
            }
        } else {
            tree.nuisance(link, "repeats old heartbeats", turn);
        }
    }

    private boolean accepted(
            Neighbour link, BroadcastFrame.Heartbeat beat, Stored stored, Turn turn) {
        ChainRecord chain = stored.record.chain().orElseThrow();
        if (beat.slot() > chain.slots() || beat.link().length != chain.anchor().length) {
            standings.invalid(link.standing, "heartbeat beyond its chain", turn);
            return false;
        }
        long due = chain.dueMs(beat.slot());
        if (Math.abs(turn.wall - due) > chain.intervalMs() + settings.store().skew()) {
            tally.outOfTime++;
            return false;
        }
        int gap = beat.slot() - stored.slot;
        if (gap > settings.quotas().freeGap() && !link.hashes.take(gap, turn.now)) {
            tally.overQuota++;
            return false;
        }
        byte[] known = stored.link == null ? chain.anchor() : stored.link;
        if (!hash.leads(beat.origin(), beat.slot(), beat.link(), stored.slot, known)) {
            tally.invalid++;
            standings.invalid(link.standing, "forged heartbeat", turn);
            return false;
        }
        stored.slot = beat.slot();
        stored.link = beat.link();
        stored.beatBy = link;
        tally.beats++;
        link.delivered++;
        standings.delivered(link.standing, turn);
        first(stored, link, due, beat.hops(), turn);
        link.useful(turn);
        return true;
    }

    private void first(Stored stored, Neighbour link, long freshness, int hops, Turn turn) {
        if (freshness <= freshest(stored)) {
            return;
        }
        stored.signOfLife(freshness, link.index);
        turn.add(
                new BroadcastEffect.Alive(stored.record.subject(), link.id, true, freshness, hops));
    }

    private void alternate(Stored stored, Neighbour link, int hops, Turn turn) {
        long freshness = stored.fresh;
        if (freshness == Long.MIN_VALUE
                || freshness < freshest(stored)
                || !stored.broughtToo(link.index)) {
            return;
        }
        turn.add(
                new BroadcastEffect.Alive(
                        stored.record.subject(), link.id, false, freshness, hops));
    }

    /** Of both records that can show life. */
    private long freshest(Stored stored) {
        RecordKind other =
                stored.record.kind() == RecordKind.CHAIN
                        ? RecordKind.ANNOUNCEMENT
                        : RecordKind.CHAIN;
        Stored sibling = store.get(new SignedRecord.Key(other, stored.record.subject()));
        return sibling == null ? stored.fresh : Math.max(stored.fresh, sibling.fresh);
    }

    private static BroadcastFrame.Heartbeat hop(BroadcastFrame.Heartbeat beat, int hops) {
        return new BroadcastFrame.Heartbeat(
                hops, beat.origin(), beat.chain(), beat.slot(), beat.link());
    }
}
