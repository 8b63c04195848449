// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Attempt.Purpose;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Disconnect;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ForwardJoin;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Join;
import dev.x0x.meshd.gossip.wire.MembershipFrame.JoinOffer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Shuffle;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ShuffleAnswer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Random walks: joins, whose offers come back to the newcomer, and shuffles, whose answers come
 * back to who began. Every hop lowers the time to live and never believes more than its own
 * maximum; what comes back is taken only from where the walk went, once.
 */
final class Walks {
    /** Walks that one join begins: the newcomer's target (row 6), whatever our own degree is. */
    private static final int WALKS = 5;

    private static final long JOIN_MS = 60_000;

    private final State state;
    private final Neighbourhood neighbourhood;
    private final TokenBucket joins;
    private final TokenBucket asks = new TokenBucket(1.0 / 30, 2);

    Walks(State state, Neighbourhood neighbourhood) {
        this.state = state;
        this.neighbourhood = neighbourhood;
        this.joins = new TokenBucket(state.settings.joinsPerSecond(), state.settings.joinBurst());
    }

    /** Asks to be made known, if that was not asked twice just now. */
    void join(Link link, Turn turn) {
        if (asks.take(turn.now())) {
            link.joinUntil = turn.now() + JOIN_MS;
            link.offersLeft = 2 * WALKS;
            turn.send(link.peer(), new Join(state.me));
        }
    }

    void joins(Link link, Join join, Turn turn) {
        if (!join.self().machine().equals(link.peer())) {
            state.misbehaved(link, "joins in another's name", turn);
            return;
        }
        if (!joins.take(turn.now())) {
            state.count(Counter.JOINS_REFERRED);
            turn.send(
                    link.peer(),
                    new NeighbourAnswer(
                            false, state.referral(link, MembershipFrame.MOST_HINTS, 4, turn)));
            return;
        }
        state.count(Counter.JOINS_WALKED);
        // over the links that we dialled first: whoever dialled us may be waiting for newcomers
        int begun = walk(link, join, true, WALKS, turn);
        walk(link, join, false, WALKS - begun, turn);
    }

    private int walk(Link link, Join join, boolean dialled, int most, Turn turn) {
        List<Link> neighbours = state.links.neighbours();
        int size = neighbours.size();
        int start = size == 0 ? 0 : state.random.nextInt(size);
        int begun = 0;
        for (int i = 0; i < size && begun < most; i++) {
            Link to = neighbours.get((start + i) % size);
            if (to != link && to.dialled() == dialled) {
                long nonce = state.routes.put(link.peer(), 0, to.peer(), turn.now());
                turn.send(
                        to.peer(), new ForwardJoin(nonce, join.self(), state.settings.joinWalk()));
                begun++;
            }
        }
        return begun;
    }

    void forwards(Link link, ForwardJoin walk, Turn turn) {
        if (!admits(link, turn)) {
            return;
        }
        if (!link.neighbour()) {
            turn.send(link.peer(), new Disconnect(true, List.of())); // it takes us for one
            return;
        }
        Hint newcomer = walk.newcomer();
        if (newcomer.machine().equals(state.self)) {
            return;
        }
        int whole = state.settings.joinWalk();
        int ttl = Math.min(walk.ttl(), whole);
        if (whole - ttl == state.settings.activeWalk() - state.settings.passiveWalk()) {
            state.learn(List.of(newcomer), link, turn);
        }
        // half of the hops over links of our own choice: fewer of those end at who lies in wait,
        // but they lead to the nodes that everybody dials, and a walk should not always end there
        Optional<Link> onward =
                state.random.nextBoolean()
                        ? state.links.chosen(state.random, link.peer(), newcomer.machine())
                        : state.links.any(state.random, link.peer(), newcomer.machine());
        boolean mayEnd = whole - ttl >= state.settings.activeWalk() || onward.isEmpty();
        if ((mayEnd && offer(link, walk.nonce(), newcomer, turn)) || ttl <= 0) {
            return;
        }
        onward.ifPresent(
                to -> {
                    long nonce = state.routes.put(link.peer(), walk.nonce(), to.peer(), turn.now());
                    turn.send(to.peer(), new ForwardJoin(nonce, newcomer, ttl - 1));
                });
    }

    /** Whether the newcomer was served here. */
    private boolean offer(Link link, long nonce, Hint newcomer, Turn turn) {
        MachineId machine = newcomer.machine();
        if (state.links.contains(machine)
                || state.dials.busy(machine)
                || !state.mayAsk(machine, turn.now())) {
            return false;
        }
        if (state.reachable() || (state.role == Role.UNKNOWN && state.book.small())) {
            if (state.me.addresses().isEmpty()
                    || !neighbourhood.hasRoomFor(BookEntry.group(newcomer))) {
                return false;
            }
            state.count(Counter.OFFERS_MADE);
            turn.send(link.peer(), new JoinOffer(nonce, state.me));
            return true;
        }
        if (newcomer.reachable() && state.missing() > 0 && state.teaches(link, turn.now())) {
            state.dials.confirm(Purpose.NEIGHBOUR, newcomer, link.local(), link.peer(), turn);
            return true;
        }
        return false;
    }

    void offered(Link link, JoinOffer offer, Turn turn) {
        Optional<Routes.Route> route = state.routes.take(offer.nonce(), link.peer(), turn.now());
        if (route.isPresent()) {
            turn.send(route.get().from(), new JoinOffer(route.get().nonce(), offer.from()));
            return;
        }
        if (link.joinUntil < turn.now() || link.offersLeft == 0) {
            return;
        }
        link.offersLeft--;
        Hint from = offer.from();
        state.learn(List.of(from), link, turn);
        if (state.missing() > 0
                && !from.machine().equals(state.self)
                && !state.links.contains(from.machine())
                && state.mayAsk(from.machine(), turn.now())
                && BookEntry.fresh(from, turn.wall())
                && !state.dials.reaches(BookEntry.group(from))
                && state.links.neighbours().stream()
                        .noneMatch(n -> n.dialled() && n.group().sameWide(BookEntry.group(from)))) {
            Optional<BookEntry> known = state.book.get(from.machine());
            if (known.isPresent() && known.get().confirmed) {
                state.dials.start(Purpose.NEIGHBOUR, known.get(), turn);
            } else {
                state.dials.confirm(Purpose.NEIGHBOUR, from, link.local(), link.peer(), turn);
            }
        }
    }

    /** Begins a walk over this link. */
    void shuffle(Link link, Turn turn) {
        long nonce = state.routes.put(state.self, 0, link.peer(), turn.now());
        turn.send(
                link.peer(),
                new Shuffle(nonce, state.settings.shuffleWalk(), hints(link, 3, turn)));
    }

    private List<Hint> hints(Link to, int active, Turn turn) {
        List<Hint> hints = new ArrayList<>(MembershipFrame.MOST_HINTS);
        if (state.mayPassOn(state.me, to, turn.wall())) {
            hints.add(state.me);
        }
        hints.addAll(state.referral(to, MembershipFrame.MOST_HINTS - 1, active, turn));
        return hints;
    }

    void shuffles(Link link, Shuffle walk, Turn turn) {
        if (link.neighbour() ? !admits(link, turn) : !link.favours.take(turn.now())) {
            return;
        }
        int ttl = Math.min(walk.ttl(), state.settings.shuffleWalk()) - 1;
        Optional<Link> onward = state.links.any(state.random, link.peer(), state.self);
        if (ttl > 0 && onward.isPresent()) {
            MachineId to = onward.get().peer();
            long nonce = state.routes.put(link.peer(), walk.nonce(), to, turn.now());
            turn.send(to, new Shuffle(nonce, ttl, walk.hints()));
            return;
        }
        state.count(Counter.SHUFFLES_ANSWERED);
        turn.send(link.peer(), new ShuffleAnswer(walk.nonce(), hints(link, 3, turn)));
        state.learn(walk.hints(), link, turn);
    }

    void shuffled(Link link, ShuffleAnswer answer, Turn turn) {
        Optional<Routes.Route> route = state.routes.take(answer.nonce(), link.peer(), turn.now());
        if (route.isEmpty()) {
            return;
        }
        if (route.get().from().equals(state.self)) {
            state.learn(answer.hints(), link, turn);
        } else {
            turn.send(route.get().from(), new ShuffleAnswer(route.get().nonce(), answer.hints()));
        }
    }

    private boolean admits(Link link, Turn turn) {
        if (link.walks.take(turn.now())) {
            return true;
        }
        state.count(Counter.WALKS_DROPPED);
        if (!link.excess.take(turn.now())) {
            link.excess = Link.excess();
            state.misbehaved(link, "floods walks", turn);
        }
        return false;
    }
}
