// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which neighbours get records whole and which only their ids: Plumtree (SRDS 2007) without tree
 * optimisation (MESH.md row 27).
 *
 * <p>MESH.md §6 asks for two eager links at least, and §7 for next to no redundancy. Both cannot
 * be: a spanning tree has leaves, and a leaf's second eager link brings everything twice. So here
 * the floor is one, which is filled again at once; a parent that is silent is found by IHAVE and
 * T1.
 */
final class Tree {
    /** One of so many that could shorten their way does: own choice. */
    private static final int SHORTCUTS = 8;

    private final BroadcastSettings settings;
    private final RandomGenerator random;
    private final Standings standings;
    private final Timers timers;
    private final Tally tally;
    private final Map<MachineId, Neighbour> links = new LinkedHashMap<>();
    private final Traffic traffic = new Traffic();
    private boolean looking;

    Tree(
            BroadcastSettings settings,
            RandomGenerator random,
            Standings standings,
            Timers timers,
            Tally tally) {
        this.settings = settings;
        this.random = random;
        this.standings = standings;
        this.timers = timers;
        this.tally = tally;
    }

    Neighbour link(MachineId peer) {
        return links.get(peer);
    }

    Collection<Neighbour> links() {
        return links.values();
    }

    Neighbour up(MachineId peer, Turn turn) {
        Standing standing = standings.connected(peer, turn);
        var link =
                new Neighbour(
                        peer,
                        freeIndex(),
                        standing,
                        settings.quotas(),
                        settings.search(),
                        turn.now);
        link.eager = !standing.negative();
        links.put(peer, link);
        return link;
    }

    void down(Neighbour link, Turn turn) {
        links.remove(link.id);
        link.up = false;
        standings.gone(link.standing, turn);
        Neighbour successor = cameUpIn(turn);
        if (successor == null) {
            replace(link, turn);
        } else if (!link.eager && successor.eager && eagerOthers(successor)) {
            // It has taken the other's place (row 17), and that was not in the tree.
            successor.eager = false;
            prune(successor, turn);
        }
        keepOneEager(turn);
    }

    void suspect(Neighbour link, boolean suspect, Turn turn) {
        link.suspect = suspect;
        if (suspect) {
            replace(link, turn);
        } else {
            link.replaced = false;
        }
        keepOneEager(turn);
    }

    /**
     * Where the tree lost a link another one takes its place at once. What is behind it would else
     * wait for an IHAVE and T1, and with every node changing a link in ten minutes there always is
     * such a part (measured: 1,000 nodes, a message every 5 s, the last tenth of the nodes late by
     * a second). If the link was not needed the next record cuts the circle.
     */
    private void replace(Neighbour lost, Turn turn) {
        if (!lost.eager || lost.replaced) {
            return;
        }
        lost.replaced = true;
        var candidates = new ArrayList<Neighbour>();
        for (Neighbour link : links.values()) {
            if (!link.eager && link.askable()) {
                candidates.add(link);
            }
        }
        if (!candidates.isEmpty()) {
            ask(candidates.get(random.nextInt(candidates.size())), List.of(), true, turn);
        }
    }

    private Neighbour cameUpIn(Turn turn) {
        for (Neighbour link : links.values()) {
            if (link.upAt == turn.now) {
                return link;
            }
        }
        return null;
    }

    /** Something new is under way. */
    void came(Turn turn) {
        traffic.came(turn.now);
    }

    /**
     * On along the tree: whole to eager links, the id to the others.
     *
     * @param brought who sent it whole
     * @param told who said to have it; on an eager link that is one who has it from aside of the
     *     tree, and waits for the tree's copy to pass it on
     */
    void push(
            BroadcastFrame.Gossip frame,
            Collection<Neighbour> brought,
            Collection<Neighbour> told,
            Turn turn) {
        for (Neighbour link : links.values()) {
            if (brought.contains(link)) {
                continue;
            }
            if (link.pushable()) {
                tally.forwarded++;
                turn.send(link, frame);
            } else if (!told.contains(link)) {
                announce(link, frame.record().id(), turn);
            }
        }
    }

    /** Along the tree only: the others have been told. */
    void pushEager(BroadcastFrame frame, Neighbour from, Turn turn) {
        for (Neighbour link : links.values()) {
            if (link != from && link.pushable()) {
                tally.forwarded++;
                turn.send(link, frame);
            }
        }
    }

    /** Only the id, to all. */
    void announce(RecordId id, Collection<Neighbour> holders, Turn turn) {
        for (Neighbour link : links.values()) {
            if (!holders.contains(link)) {
                announce(link, id, turn);
            }
        }
    }

    /** Our own: at once to all that behave, so that no few of them can hold it back (row 48). */
    void publish(SignedRecord record, Turn turn) {
        boolean flood = record.bytes().length <= settings.tree().floodBytes();
        var frame = new BroadcastFrame.Gossip(1, record);
        for (Neighbour link : links.values()) {
            if (link.pushable() || (flood && link.askable())) {
                tally.forwarded++;
                turn.send(link, frame);
            } else if (link.standing.score(turn.now) >= settings.scoring().noPublish()) {
                announce(link, record.id(), turn);
            }
        }
    }

    /**
     * What came had come before.
     *
     * @param circle whether the tree, and nothing else, had brought both
     * @param direct from its origin itself, which sends to all
     */
    void duplicate(Neighbour link, RecordId id, boolean circle, boolean direct, Turn turn) {
        if (link.eager) {
            if (circle && traffic.mayCut(id, turn.now) && eagerOthers(link)) {
                link.eager = false;
                prune(link, turn);
            }
            return;
        }
        if (!direct) {
            // It has not heard our PRUNE yet, or does not want to.
            nuisance(link, "sends what was not asked for", turn);
            if (link.reminders.take(1, turn.now)) {
                prune(link, turn);
            }
        }
    }

    /**
     * The tree brought a record this much later than a lazy link spoke of it. Now and then such a
     * link becomes eager: the circle that makes is cut by the next record, where it comes last. So
     * a tree that rotation has drawn out becomes short again, and no branch is cut off for it, as
     * it is by the optimisation that row 27 rules out.
     */
    void detour(Neighbour link, long late, Turn turn) {
        if (late >= settings.tree().t1() / 2
                && !link.eager
                && link.askable()
                && random.nextInt(SHORTCUTS) == 0) {
            ask(link, List.of(), true, turn);
        }
    }

    /** Something new by a lazy link: its peer holds it to be eager, so be it. */
    void promote(Neighbour link) {
        if (!link.standing.negative()) {
            link.eager = true;
        }
    }

    void heardPrune(Neighbour link, Turn turn) {
        link.eager = false;
        keepOneEager(turn);
    }

    /**
     * Whether a GRAFT is within the peer's share of promotions (row 39). A tree that lost a parent
     * must be mended at once, so the 60 s are a window with room for a few and not a ban.
     */
    boolean heardGraft(Neighbour link, Turn turn) {
        long since = turn.now - link.lastGraftHeard;
        link.lastGraftHeard = turn.now;
        if (!link.graftsHeard.take(1, turn.now)) {
            standings.misbehaved(
                    link.standing, since < 10_000 ? 2 : 1, "grafts again and again", turn);
            return false;
        }
        if (!link.standing.negative()) {
            link.eager = true;
        }
        return true;
    }

    /** Asks for records; where the peer's share allows it, for all that follow too. */
    void ask(Neighbour link, List<RecordId> ids, boolean graft, Turn turn) {
        if (graft && link.graftsSent.take(1, turn.now)) {
            tally.grafts++;
            link.eager = true;
            turn.send(link, new BroadcastFrame.Graft(ids));
        } else if (!ids.isEmpty()) {
            turn.send(link, new BroadcastFrame.Want(ids));
        }
    }

    /** Counts something useless: a few of those are nobody's fault. */
    void nuisance(Neighbour link, String what, Turn turn) {
        if (!link.nuisance.take(1, turn.now)) {
            standings.misbehaved(link.standing, 1, what, turn);
        }
    }

    /** One whose score fell below zero is pruned (row 47). */
    void dropNegative(Turn turn) {
        for (Neighbour link : links.values()) {
            if (link.eager && link.standing.negative()) {
                link.eager = false;
                prune(link, turn);
            }
        }
        keepOneEager(turn);
    }

    /** Up to {@code most} neighbours by chance, without one. */
    List<Neighbour> some(int most, Neighbour except) {
        var candidates = new ArrayList<Neighbour>();
        for (Neighbour link : links.values()) {
            if (link != except && link.askable()) {
                candidates.add(link);
            }
        }
        var chosen = new ArrayList<Neighbour>();
        while (chosen.size() < most && !candidates.isEmpty()) {
            chosen.add(candidates.remove(random.nextInt(candidates.size())));
        }
        return chosen;
    }

    private void prune(Neighbour link, Turn turn) {
        tally.prunes++;
        turn.send(link, new BroadcastFrame.Prune());
    }

    private void keepOneEager(Turn turn) {
        if (links.isEmpty() || eagerOthers(null)) {
            return;
        }
        for (Neighbour link : some(1, null)) {
            ask(link, List.of(), true, turn);
        }
        if (!eagerOthers(null) && !looking) { // nobody can be asked now
            looking = true;
            timers.at(
                    turn.now + settings.tree().t1(),
                    later -> {
                        looking = false;
                        keepOneEager(later);
                    });
        }
    }

    private boolean eagerOthers(Neighbour except) {
        for (Neighbour link : links.values()) {
            if (link != except && link.pushable()) {
                return true;
            }
        }
        return false;
    }

    private void announce(Neighbour link, RecordId id, Turn turn) {
        if (link.standing.score(turn.now) < settings.scoring().noGossip()) {
            return;
        }
        link.announcing.add(id);
        if (link.announcing.size() > 8 * settings.tree().lazyBatch()) {
            link.announcing.removeFirst(); // the oldest: most likely known there by now
        }
        if (!link.flushArmed) {
            link.flushArmed = true;
            long spaced = link.flushedAt + settings.tree().lazySpacing();
            boolean full = link.announcing.size() >= settings.tree().lazyBatch();
            long soon = turn.now + (full ? 0 : settings.tree().lazyDelay());
            timers.at(Math.max(soon, spaced), later -> flush(link, later));
        }
    }

    private void flush(Neighbour link, Turn turn) {
        link.flushArmed = false;
        if (!link.up || link.announcing.isEmpty()) {
            return;
        }
        int count = Math.min(link.announcing.size(), settings.tree().lazyBatch());
        List<RecordId> rest = link.announcing.subList(0, count);
        List<RecordId> ids = List.copyOf(rest);
        rest.clear();
        link.flushedAt = turn.now;
        tally.announced += ids.size();
        turn.send(link, new BroadcastFrame.IHave(ids));
        if (!link.announcing.isEmpty()) {
            link.flushArmed = true;
            timers.at(turn.now + settings.tree().lazySpacing(), later -> flush(link, later));
        }
    }

    private int freeIndex() {
        long used = 0;
        for (Neighbour link : links.values()) {
            used |= link.index < Long.SIZE ? 1L << link.index : 0;
        }
        return Long.numberOfTrailingZeros(~used);
    }
}
