// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Attempt.Purpose;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who our neighbours are: HyParView (Leitão, Pereira, Rodrigues, DSN 2007) with five amendments
 * (MESH.md §3): a neighbour is one that said yes; a request evicts nobody; the older half of the
 * inbound neighbours stays; addresses are learned only over links that we dialled; one dialled link
 * rotates, and bootstrap and cached peers are contacted again.
 *
 * <p>Links are made by dialling only, and say nothing here until they are up. The neighbours that
 * we dialled are ours to choose and are never filled by those that dialled us. Not thread-safe.
 */
public final class Membership {
    /** A link that nobody made a neighbour may go after this; guess. */
    private static final long IDLE_MS = 30_000;

    /** Whoever dialled speaks first. */
    private static final long FIRST_WORD_MS = 3_000;

    private final State state;
    private final Neighbourhood neighbourhood;
    private final Walks walks;
    private final Reachability reachability;
    private final Upkeep upkeep;
    private boolean started;
    private long now;
    private long wake = -1;

    /** A node that has not started; the generator should be seeded with a secret. */
    public Membership(MachineId self, MembershipSettings settings, RandomGenerator random) {
        state = new State(self, settings, random);
        neighbourhood = new Neighbourhood(state);
        walks = new Walks(state, neighbourhood);
        reachability = new Reachability(state);
        upkeep = new Upkeep(state, neighbourhood, walks);
    }

    /**
     * Takes one event.
     *
     * @param uptime how long the node has been running
     * @param wallMs Unix milliseconds, for the age of hints only
     * @return what is to be done, in this order
     */
    public List<MembershipEffect> on(MembershipEvent event, Duration uptime, long wallMs) {
        now = uptime.toMillis();
        var turn = new Turn(now, Math.floorDiv(wallMs, 1_000));
        switch (event) {
            case MembershipEvent.Started e -> {
                started = true;
                state.me = e.self();
                upkeep.started(e.bootstrap(), e.cached(), turn);
            }
            case MembershipEvent.SelfChanged e -> {
                Hint before = state.me;
                state.me = e.self();
                if (!e.self().addresses().containsAll(before.addresses())) {
                    reachability.moved(turn);
                }
            }
            case MembershipEvent.LinkUp e -> linkUp(e, turn);
            case MembershipEvent.LinkDown e ->
                    state.links.get(e.peer()).ifPresent(l -> linkDown(l, turn));
            case MembershipEvent.DialFailed e -> state.dials.failed(e.target(), turn);
            case MembershipEvent.Heard e ->
                    state.links.get(e.from()).ifPresent(l -> heard(l, e.frame(), turn));
            case MembershipEvent.Announced e -> announced(e.hint(), turn);
            case MembershipEvent.Confirmed e -> {
                e.hint()
                        .filter(h -> h.machine().equals(e.machine()))
                        .ifPresent(h -> announced(h, turn));
                state.dials.confirmed(e.machine(), e.hint(), turn);
            }
            case MembershipEvent.Scored e -> {
                state.standings.scored(e.peer(), e.prune(), e.trustedIntroducer(), turn.now());
                if (e.prune()) {
                    state.links.get(e.peer()).ifPresent(l -> neighbourhood.pruned(l, turn));
                    state.book.get(e.peer()).ifPresent(state.book::remove);
                    state.book.disown(e.peer());
                }
            }
            case MembershipEvent.Useful e -> {
                state.usefulAt = turn.now();
                state.links.get(e.peer()).ifPresent(l -> l.usefulAt = turn.now());
            }
            case MembershipEvent.Trusted e -> {
                state.trusted = e.machines();
                state.links.all().forEach(l -> l.exempt |= state.exempt(l.peer()));
                state.book.entries().forEach(b -> b.exempt |= state.exempt(b.machine()));
            }
            case MembershipEvent.Wake _ -> {}
            case MembershipEvent.Resumed _ -> {
                state.routes.clear();
                state.dials.resumed(turn.now());
                neighbourhood.resumed();
                reachability.resumed(turn.now());
                upkeep.resumed(turn);
            }
        }
        if (started) {
            finish(turn);
        }
        return turn.effects();
    }

    /** What follows from whatever happened: timers, neighbours to seek, the next waking. */
    private void finish(Turn turn) {
        for (int i = 0; i < turn.effects().size(); i++) {
            if (turn.effects().get(i) instanceof MembershipEffect.NeighbourUp) {
                reachability.neighbourUp(turn.now());
                upkeep.neighbourUp(turn);
            } else if (turn.effects().get(i) instanceof MembershipEffect.NeighbourDown) {
                upkeep.neighbourDown(turn);
            }
        }
        upkeep.tick(turn);
        reachability.tick(turn);
        long next =
                Math.min(upkeep.next(turn.now()), Math.max(turn.now() + 1, reachability.nextAsk));
        if (next != wake || wake <= turn.now()) {
            wake = next;
            turn.add(new MembershipEffect.WakeAt(Duration.ofMillis(next)));
        }
    }

    private void linkUp(MembershipEvent.LinkUp up, Turn turn) {
        MachineId peer = up.hint().machine();
        if (peer.equals(state.self)) {
            upkeep.own(up.remote());
            state.dials.failed(new Target.Address(up.remote()), turn);
            turn.add(new MembershipEffect.Release(peer, "that is ourselves"));
            return;
        }
        long quiet = state.standings.sinceTraffic(peer, now);
        boolean awaited = state.dials.busy(peer);
        var link = new Link(up.hint(), up.remote(), up.weDialled());
        Optional<Link> old = state.links.get(peer);
        if (old.isPresent()) {
            replaced(old.get(), link, turn);
            state.dials
                    .linked(link)
                    .filter(attempt -> !link.neighbour())
                    .ifPresent(attempt -> serve(link, attempt, turn));
            return;
        }
        if (state.links.full()) {
            turn.add(new MembershipEffect.Release(peer, "too many links"));
            return;
        }
        link.exempt = state.exempt(peer) || (up.weDialled() && state.dials.busy(up.remote()));
        link.askAfter = now + (up.weDialled() ? 0 : FIRST_WORD_MS);
        state.links.up(link);
        state.standings.traffic(peer, now);
        state.idle(link, now + IDLE_MS);
        remember(link, turn);
        if (!up.weDialled() && !awaited) {
            reachability.dialledBy(link, quiet, turn);
        }
        reachability.linksChanged(turn);
        if (state.standings.pruned(peer, now)) {
            neighbourhood.pruned(link, turn);
            state.dials.linked(link);
            return;
        }
        state.dials.linked(link).ifPresent(attempt -> serve(link, attempt, turn));
    }

    /** Two links of one pair became one: whoever was a neighbour still is. */
    private void replaced(Link old, Link link, Turn turn) {
        boolean neighbour = old.neighbour();
        long since = old.neighbourSince;
        if (neighbour) {
            state.links.leave(old);
        }
        state.links.down(old);
        link.exempt = old.exempt;
        link.joinUntil = old.joinUntil;
        link.offersLeft = old.offersLeft;
        link.idleAt = old.idleAt;
        link.usefulAt = old.usefulAt;
        link.released = old.released;
        link.askAfter = old.askAfter;
        state.links.up(link);
        if (neighbour) {
            state.links.join(link, since);
            neighbourhood.turned(link, turn);
        }
    }

    /** What the link's Hello tells: verified, and worth most if we dialled. */
    private void remember(Link link, Turn turn) {
        Hint hint = link.hint();
        if (hint.addresses().isEmpty() && link.dialled()) {
            hint = new Hint(hint.machine(), List.of(link.remote()), false, hint.announcedAt());
        }
        if (link.dialled()) {
            state.book.offer(hint, true, link.local(), link.peer(), turn.wall());
            state.book.succeeded(hint, link.local(), link.exempt, turn.now());
            state.cacheChanged = true;
        } else if (!state.standings.pruned(link.peer(), turn.now())) {
            state.book.announced(hint, link.local(), turn.wall());
        }
    }

    /** The link that an attempt was for. */
    private void serve(Link link, Attempt attempt, Turn turn) {
        switch (attempt.purpose) {
            case DIAL_BACK -> reachability.prove(link, attempt.nonce, turn);
            case FEEL -> {
                link.released = true;
                turn.add(new MembershipEffect.Release(link.peer(), "it answers"));
            }
            case NEIGHBOUR, CONTACT -> {
                boolean wanted =
                        (!link.dialled() || state.missing() > 0)
                                && state.mayAsk(link.peer(), turn.now());
                if (wanted) {
                    state.dials.ask(attempt.purpose, link, turn);
                }
                if (attempt.purpose == Purpose.CONTACT) {
                    if (wanted) {
                        walks.join(link, turn);
                    } else {
                        walks.shuffle(link, turn);
                    }
                }
            }
            case ROTATE -> state.dials.ask(Purpose.ROTATE, link, turn);
        }
    }

    private void linkDown(Link link, Turn turn) {
        neighbourhood.lost(link, turn);
        state.links.down(link);
        state.standings.traffic(link.peer(), turn.now());
        state.dials.lost(link.peer(), turn);
        state.book
                .get(link.peer())
                .ifPresent(
                        e ->
                                e.notBefore =
                                        Math.max(
                                                e.notBefore,
                                                turn.now() + Backoff.after(1, state.random)));
        reachability.linksChanged(turn);
    }

    private void heard(Link link, MembershipFrame frame, Turn turn) {
        switch (frame) {
            case MembershipFrame.Join f -> walks.joins(link, f, turn);
            case MembershipFrame.ForwardJoin f -> walks.forwards(link, f, turn);
            case MembershipFrame.JoinOffer f -> walks.offered(link, f, turn);
            case MembershipFrame.Neighbour f -> neighbourhood.asked(link, f.urgent(), turn);
            case MembershipFrame.NeighbourAnswer f ->
                    neighbourhood.answered(link, f.accepted(), f.referral(), turn);
            case MembershipFrame.Disconnect f ->
                    neighbourhood.dropped(link, f.alive(), f.referral(), turn);
            case MembershipFrame.Shuffle f -> walks.shuffles(link, f, turn);
            case MembershipFrame.ShuffleAnswer f -> walks.shuffled(link, f, turn);
            case MembershipFrame.DialBackAsk f -> reachability.asks(link, f, turn);
            case MembershipFrame.DialBackOrder f -> reachability.ordered(link, f, turn);
            case MembershipFrame.DialBackProof f -> reachability.proven(link, f, turn);
        }
    }

    /** A verified announcement. */
    private void announced(Hint hint, Turn turn) {
        if (BookEntry.fresh(hint, turn.wall())) {
            state.links.get(hint.machine()).ifPresent(link -> link.heardOf(hint));
            if (!state.standings.pruned(hint.machine(), turn.now())) {
                state.book.announced(hint, state.links.onlyLocal(), turn.wall());
            }
        }
    }

    /** How things stood after the last event. */
    public MembershipView view() {
        return new MembershipView(
                state.role,
                state.links.neighbours().stream()
                        .map(
                                l ->
                                        new MembershipView.Neighbour(
                                                l.peer(),
                                                Duration.ofMillis(now - l.neighbourSince),
                                                l.dialled(),
                                                !l.dialled() && state.links.protectedInbound(l),
                                                l.hint().reachable()))
                        .toList(),
                state.links.size(),
                state.book.entries().stream().map(BookEntry::machine).toList(),
                state.book.filled(),
                state.book.tried().stream().map(BookEntry::machine).toList(),
                state.dials.size(),
                state.counters(),
                upkeep.cache());
    }
}
