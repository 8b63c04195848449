// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackAsk;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackOrder;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackProof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What we are to strangers, by proof (DECISIONS D4). A proof is a link that was dialled to us by a
 * machine we had no traffic with for ten minutes and whose address is not one that we dialled:
 * ordered by us through a neighbour, or unasked, which proves the same, for an unasked dial reaches
 * nobody behind a firewall. Two proofs from different address groups within three hours make us
 * {@link Role#PUBLIC}; three questions without make us {@link Role#DIAL_OUT}; it is asked again
 * every hour.
 *
 * <p>Inside loopback, private and link-local networks there are no address groups. There a proof
 * counts by the machine that gave it, and only while every link we have stays in such networks: two
 * daemons of a LAN without internet that dialled a third make it public <em>there</em>, and the
 * first link into the internet withdraws it. Membership needs it less than it seems: whoever could
 * dial us may become our neighbour whatever our role, and addresses of our own networks are dialled
 * without the peer's word that it is reachable, if they were learned inside those networks.
 */
final class Reachability {
    private static final long QUIET_MS = 600_000;
    private static final long PROOF_MS = 3 * 3_600_000L;
    private static final long ASKED_MS = 60_000;
    private static final long SOON_MS = 3_000;
    private static final long AGAIN_MS = 30_000;
    private static final int MOST_PROOFS = 16;
    private static final int MOST_ASKED = 8;
    private static final int VAIN = 3;

    private final State state;
    private final Map<Long, Long> asked = new LinkedHashMap<>();
    private final Map<Long, Long> proofs = new LinkedHashMap<>();
    private final Map<Long, Long> localProofs = new LinkedHashMap<>();
    private final TokenBucket orders = new TokenBucket(0.2, 5);
    private int vain;

    /** When to ask next. */
    long nextAsk = Long.MAX_VALUE;

    Reachability(State state) {
        this.state = state;
    }

    /** We have somebody to ask. */
    void neighbourUp(long now) {
        if (nextAsk == Long.MAX_VALUE) {
            nextAsk = now + SOON_MS + state.random.nextLong(SOON_MS);
        }
    }

    /**
     * A link came up that nothing of ours asked for.
     *
     * @param quietMs how long there had been no traffic with the peer
     */
    void dialledBy(Link link, long quietMs, Turn turn) {
        if (quietMs < QUIET_MS || sharesAddress(link)) {
            return;
        }
        if (link.local()) {
            note(localProofs, BookEntry.digest(link.peer(), 0), turn.now());
        } else {
            note(proofs, link.group().wide(), turn.now());
        }
        state.count(Counter.PROOFS);
        judge(turn);
    }

    /** Behind a NAT an address that we dialled may get in where strangers may not. */
    private boolean sharesAddress(Link link) {
        if (link.local()) {
            return false;
        }
        for (Link each : state.links.all()) {
            if (each != link && each.dialled() && each.group().sameNarrow(link.group())) {
                return true;
            }
        }
        return false;
    }

    private static void note(Map<Long, Long> proofs, long group, long now) {
        proofs.remove(group);
        if (proofs.size() >= MOST_PROOFS) {
            proofs.remove(proofs.keySet().iterator().next());
        }
        proofs.put(group, now);
    }

    private void judge(Turn turn) {
        long old = turn.now() - PROOF_MS;
        proofs.values().removeIf(at -> at < old);
        localProofs.values().removeIf(at -> at < old);
        boolean proven = proofs.size() >= 2 || (localProofs.size() >= 2 && state.links.onlyLocal());
        if (proven) {
            vain = 0;
            become(Role.PUBLIC, turn);
        } else if (state.role == Role.PUBLIC) {
            become(Role.UNKNOWN, turn);
        } else if (vain >= VAIN) {
            become(Role.DIAL_OUT, turn);
        }
    }

    private void become(Role role, Turn turn) {
        if (state.role != role) {
            state.role = role;
            turn.add(new MembershipEffect.RoleIs(role));
        }
    }

    /** A link into the internet, or the loss of the last: local proofs may count otherwise now. */
    void linksChanged(Turn turn) {
        if (!localProofs.isEmpty()) {
            judge(turn);
        }
    }

    /** We are somewhere else now: what was proven there says nothing here. */
    void moved(Turn turn) {
        proofs.clear();
        localProofs.clear();
        vain = 0;
        judge(turn);
        nextAsk = Math.min(nextAsk, turn.now() + SOON_MS);
        if (state.role == Role.DIAL_OUT) {
            become(Role.UNKNOWN, turn);
        }
    }

    /** Asks two neighbours to have somebody dial us. */
    void tick(Turn turn) {
        long now = turn.now();
        if (now < nextAsk) {
            return;
        }
        if (state.links.neighbours().isEmpty()) {
            nextAsk = Long.MAX_VALUE;
            return;
        }
        judge(turn);
        if (state.role == Role.UNKNOWN) {
            vain++;
        }
        long pause = state.role == Role.UNKNOWN ? AGAIN_MS : state.settings.roleEvery().toMillis();
        nextAsk = now + Backoff.around(pause, state.random);
        asked.values().removeIf(until -> until <= now);
        MachineId first = state.self;
        for (int i = 0; i < 2 && asked.size() < MOST_ASKED; i++) {
            Optional<Link> to = state.links.any(state.random, first, state.self);
            if (to.isEmpty()) {
                return;
            }
            first = to.get().peer();
            long nonce = state.random.nextLong();
            asked.put(nonce, now + ASKED_MS);
            turn.send(first, new DialBackAsk(nonce));
        }
    }

    /** A neighbour asks: two others in other groups are told to dial it where we see it. */
    void asks(Link asker, DialBackAsk ask, Turn turn) {
        if (!asker.neighbour() || !asker.favours.take(turn.now())) {
            return;
        }
        List<Link> neighbours = state.links.neighbours();
        int start = state.random.nextInt(neighbours.size());
        AddressGroup first = asker.group();
        int ordered = 0;
        for (int i = 0; i < neighbours.size() && ordered < 2; i++) {
            Link each = neighbours.get((start + i) % neighbours.size());
            if (each != asker
                    && !each.group().sameWide(asker.group())
                    && !each.group().sameWide(first)) {
                first = each.group();
                ordered++;
                turn.send(
                        each.peer(), new DialBackOrder(ask.nonce(), asker.peer(), asker.remote()));
            }
        }
    }

    /** A neighbour has us dial somebody we have nothing to do with. */
    void ordered(Link link, DialBackOrder order, Turn turn) {
        MachineId asker = order.asker();
        boolean inward = !AddressGroup.of(order.at()).routable() && !link.local();
        if (!link.neighbour()
                || inward // nobody outside has us knock inside our own networks
                || order.at().port() == 0
                || asker.equals(state.self)
                || state.links.contains(asker)
                || state.dials.busy(asker)
                || state.standings.sinceTraffic(asker, turn.now()) < QUIET_MS
                || !link.favours.take(turn.now())
                || !orders.take(turn.now())) {
            return;
        }
        Hint hint = new Hint(asker, List.of(order.at()), false, 0);
        state.dials.dial(Attempt.dialBack(hint, order.nonce()), turn);
    }

    /** The ordered link is up: say so, and go. */
    void prove(Link link, long nonce, Turn turn) {
        state.count(Counter.DIAL_BACKS_DONE);
        turn.send(link.peer(), new DialBackProof(nonce));
        turn.add(new MembershipEffect.Release(link.peer(), "dialled back"));
        link.released = true;
    }

    /** Our question is answered; that the link came unasked has proven it already. */
    void proven(Link link, DialBackProof proof, Turn turn) {
        if (asked.remove(proof.nonce()) != null && !link.dialled() && !link.neighbour()) {
            state.idle(link, turn.now());
        }
    }

    void resumed(long now) {
        asked.clear();
        if (nextAsk != Long.MAX_VALUE) {
            nextAsk = now + SOON_MS + state.random.nextLong(SOON_MS);
        }
    }
}
