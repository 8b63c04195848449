// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.meshd.gossip.membership.Attempt.Purpose;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Disconnect;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;

import java.util.List;
import java.util.Optional;

/** Who becomes a neighbour, who stays one, who goes. */
final class Neighbourhood {
    /** Our Disconnect and the peer's request may have crossed; guess. */
    private static final long CROSSING_MS = 5_000;

    /** At most one inbound neighbour is replaced in this time (MESH.md row 9). */
    private static final long REPLACE_MS = 10_000;

    /** At most one that is silent gives way in this time; guess. */
    private static final long SILENT_MS = 1_000;

    /** A link that serves nothing any more may have answers on their way. */
    static final long LINGER_MS = 10_000;

    private final State state;
    private long replaceAfter;
    private long silentAfter;
    private int refusals;

    /** Nobody is asked before: a refusal is not answered by asking the next at once. */
    long askAfter;

    Neighbourhood(State state) {
        this.state = state;
    }

    /**
     * Somebody asks us.
     *
     * @param urgent it says that it has no neighbour
     */
    void asked(Link link, boolean urgent, Turn turn) {
        long now = turn.now();
        if (link.neighbour()) {
            turn.send(link.peer(), new NeighbourAnswer(true, List.of()));
            return;
        }
        long dropped = state.standings.sinceDropped(link.peer(), now);
        if (dropped >= CROSSING_MS && dropped < state.settings.backoff().toMillis()) {
            state.misbehaved(link, "asks to be a neighbour during backoff", turn);
            refuse(link, turn);
            return;
        }
        if (dropped < CROSSING_MS || state.standings.pruned(link.peer(), now)) {
            refuse(link, turn);
            return;
        }
        Optional<Attempt> crossing = state.dials.asked(link.peer());
        if (link.dialled()) {
            boolean rotates = crossing.filter(a -> a.purpose == Purpose.ROTATE).isPresent();
            if (state.links.dialled() < state.target() + (rotates ? 1 : 0)) {
                accept(link, true, turn);
                settle(link, turn);
            } else {
                refuse(link, turn);
            }
            return;
        }
        if (groupFull(link) && !(urgent && givesWay(link, turn))) {
            refuse(link, turn);
        } else if (state.links.inbound() < state.inboundSlots()
                || silentGivesWay(turn)
                || replace(turn)) {
            accept(link, true, turn);
        } else {
            refuse(link, turn);
        }
    }

    private boolean groupFull(Link link) {
        if (link.local() || link.exempt) {
            return false;
        }
        int narrow = 0;
        int wide = 0;
        for (Link each : state.links.neighbours()) {
            if (!each.dialled() && !each.exempt) {
                wide += each.group().sameWide(link.group()) ? 1 : 0;
                narrow += each.group().sameNarrow(link.group()) ? 1 : 0;
            }
        }
        return narrow >= state.settings.inboundNarrow() || wide >= state.settings.inboundWide();
    }

    /**
     * In a full group (row 10) the youngest gives way to one who has nobody, unless it came lately
     * or is alone there: a few machines behind one NAT would else keep the next one out for ever.
     * The group gets no more places by it, and others lose none.
     */
    private boolean givesWay(Link newcomer, Turn turn) {
        Optional<Link> youngest = state.links.youngestOf(newcomer.group());
        if (youngest.isEmpty()
                || turn.now() - youngest.get().neighbourSince
                        < state.settings.backoff().toMillis()) {
            return false;
        }
        state.count(Counter.NEIGHBOURS_REPLACED);
        drop(youngest.get(), true, turn);
        return !groupFull(newcomer);
    }

    /** Whether a newcomer of this group would find room. */
    boolean hasRoomFor(AddressGroup group) {
        if (state.links.inbound() >= state.inboundSlots()) {
            return false;
        }
        int narrow = 0;
        for (Link each : state.links.neighbours()) {
            narrow += !each.dialled() && each.group().sameNarrow(group) ? 1 : 0;
        }
        return narrow < state.settings.inboundNarrow();
    }

    /**
     * In a full house one that brings nothing gives way, however old: tenure is for those who
     * serve. Without this a few hundred silent machines could take all inbound places there are,
     * and newcomers would find room with them alone (rung E of the ladder, MESH.md §8.1).
     */
    private boolean silentGivesWay(Turn turn) {
        if (turn.now() < silentAfter) {
            return false;
        }
        Optional<Link> silent =
                state.links.neighbours().stream()
                        .filter(each -> !each.dialled() && state.silent(each, turn.now()))
                        .findFirst();
        silentAfter = turn.now() + SILENT_MS;
        silent.ifPresent(
                each -> {
                    state.count(Counter.SILENT_REPLACED);
                    drop(each, true, turn);
                });
        return silent.isPresent();
    }

    /** Now and then the youngest gives way, so that a full house is not closed for ever (row 9). */
    private boolean replace(Turn turn) {
        if (turn.now() < replaceAfter || state.random.nextInt(4) != 0) {
            return false;
        }
        Optional<Link> youngest = state.links.youngestInbound();
        if (youngest.isEmpty()) {
            return false;
        }
        replaceAfter = turn.now() + REPLACE_MS;
        state.count(Counter.NEIGHBOURS_REPLACED);
        drop(youngest.get(), true, turn);
        return true;
    }

    private void accept(Link link, boolean answer, Turn turn) {
        if (answer) {
            turn.send(link.peer(), new NeighbourAnswer(true, List.of()));
            state.count(Counter.NEIGHBOURS_ACCEPTED);
        }
        state.links.join(link, turn.now());
        link.released = false;
        turn.add(new MembershipEffect.NeighbourUp(link.peer()));
        if (link.dialled()) {
            refusals = 0;
            state.cacheChanged = true;
        }
    }

    private void refuse(Link link, Turn turn) {
        state.count(Counter.NEIGHBOURS_REFUSED);
        turn.send(
                link.peer(),
                new NeighbourAnswer(
                        false, state.referral(link, MembershipFrame.MOST_HINTS, 4, turn)));
    }

    /** Somebody answers us, or refers us to others because too many join. */
    void answered(Link link, boolean accepted, List<Hint> referral, Turn turn) {
        Optional<Attempt> attempt = state.dials.asked(link.peer());
        if (attempt.isEmpty()) {
            if (accepted && !link.neighbour()) {
                leave(link, turn); // too late, and it believes us to be one
            } else if (!accepted && link.joinUntil >= turn.now()) {
                state.learn(referral, link, turn);
            }
            return;
        }
        if (!accepted) {
            state.count(Counter.ASKED_IN_VAIN);
            state.learn(referral, link, turn);
            refusals++;
            askAfter = turn.now() + Math.min(60_000, Backoff.after(refusals, state.random));
            if (link.joinUntil < turn.now()) {
                state.dials.pause(link, turn.now());
            }
            state.standings.refused(link.peer(), turn.now());
            return;
        }
        boolean rotates = attempt.get().purpose == Purpose.ROTATE;
        int most = state.target() + (rotates ? 1 : 0);
        if (link.neighbour()) {
            return;
        }
        if (link.dialled() && state.links.dialled() >= most) {
            leave(link, turn);
            return;
        }
        accept(link, false, turn);
        settle(link, turn);
    }

    /** After a rotation one of the others goes: connect before drop (MESH.md row 17). */
    private void settle(Link newest, Turn turn) {
        if (state.links.dialled() > state.target()) {
            state.links
                    .silentDialled(each -> each != newest && state.silent(each, turn.now()))
                    .or(() -> state.links.anyDialled(state.random, newest.peer()))
                    .ifPresent(
                            old -> {
                                state.count(Counter.ROTATIONS);
                                drop(old, true, turn);
                            });
        }
    }

    /** A neighbour's link counts the other way now: if there is no room for it there, it goes. */
    void turned(Link link, Turn turn) {
        boolean full =
                link.dialled()
                        ? state.links.dialled() > state.target()
                        : state.links.inbound() > state.inboundSlots();
        if (full) {
            drop(link, true, turn);
        }
    }

    /** One of more dialled neighbours than we want goes. */
    void shrink(Turn turn) {
        state.links.anyDialled(state.random, state.self).ifPresent(old -> drop(old, true, turn));
    }

    private void leave(Link link, Turn turn) {
        turn.send(link.peer(), new Disconnect(true, List.of()));
        state.standings.dropped(link.peer(), turn.now());
        state.dials.pause(link, turn.now());
    }

    /**
     * Ends a neighbourship from our side.
     *
     * @param alive whether the peer did no wrong: it gets others to ask
     */
    void drop(Link link, boolean alive, Turn turn) {
        List<Hint> referral = alive ? state.referral(link, 4, 1, turn) : List.of();
        turn.send(link.peer(), new Disconnect(alive, referral));
        state.standings.dropped(link.peer(), turn.now());
        end(link, turn);
    }

    /** The peer ended it. */
    void dropped(Link link, boolean alive, List<Hint> referral, Turn turn) {
        state.dials.asked(link.peer());
        if (!link.neighbour()) {
            return;
        }
        end(link, turn);
        state.learn(referral, link, turn);
        if (!alive) {
            state.book.get(link.peer()).ifPresent(entry -> entry.failures++);
        }
    }

    private void end(Link link, Turn turn) {
        if (link.dialled()) {
            state.cacheChanged = true;
        }
        state.links.leave(link);
        turn.add(new MembershipEffect.NeighbourDown(link.peer()));
        state.standings.refused(link.peer(), turn.now());
        state.idle(link, turn.now() + LINGER_MS);
    }

    /** The link is gone, and the neighbour with it. */
    void lost(Link link, Turn turn) {
        if (link.neighbour()) {
            state.links.leave(link);
            turn.add(new MembershipEffect.NeighbourDown(link.peer()));
            state.cacheChanged |= link.dialled();
        }
    }

    /** The score fell below 0: it must go, and for a while it does not come back. */
    void pruned(Link link, Turn turn) {
        state.dials.asked(link.peer());
        if (link.neighbour()) {
            drop(link, false, turn);
        }
        link.released = true;
        turn.add(new MembershipEffect.Release(link.peer(), "score below 0"));
    }

    void resumed() {
        refusals = 0;
        askAfter = 0;
    }
}
