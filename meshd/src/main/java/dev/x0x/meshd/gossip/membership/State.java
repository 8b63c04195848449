// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What the parts of membership share. */
final class State {
    final MachineId self;
    final MembershipSettings settings;
    final RandomGenerator random;
    final Links links = new Links();
    final Standings standings = new Standings();
    final Routes routes;
    final AddressBook book;
    final Dials dials;
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    Hint me;
    Role role = Role.UNKNOWN;
    Set<MachineId> trusted = Set.of();
    boolean cacheChanged;

    /** When any neighbour last brought news, or -1. */
    long usefulAt = -1;

    /** When some idle link is to be looked at next. */
    long idleCheck = Long.MAX_VALUE;

    State(MachineId self, MembershipSettings settings, RandomGenerator random) {
        this.self = self;
        this.settings = settings;
        this.random = random;
        this.me = new Hint(self, List.of(), false, 0);
        this.book = new AddressBook(self, settings, random);
        this.dials = new Dials(this);
        this.routes = new Routes(random);
    }

    /** Whether strangers can dial us: by proof, or until that is decided by what we announce. */
    boolean reachable() {
        return role == Role.PUBLIC || (role == Role.UNKNOWN && me.reachable());
    }

    int target() {
        return reachable() ? settings.dialledPublic() : settings.dialledPrivate();
    }

    int inboundSlots() {
        int slots = reachable() ? settings.inboundPublic() : settings.inboundPrivate();
        return slots - Math.max(0, links.dialled() - target());
    }

    /** Dialled neighbours that are missing and not on their way. */
    int missing() {
        return target() - links.dialled() - dials.filling();
    }

    /**
     * Whether addresses are learned over this link (MESH.md §3): we dialled it, or its peer has
     * earned it, or so few are known that the book of a first node would stay empty for ever.
     */
    boolean teaches(Link link, long now) {
        return link.dialled() || book.small() || standings.introducer(link.peer(), now);
    }

    /** Whether it brings nothing while others do: an idle network is nobody's fault. */
    boolean silent(Link link, long now) {
        long enough = settings.silence().toMillis();
        return !link.exempt && usefulAt >= 0 && now - usefulAt < enough && link.silent(enough, now);
    }

    void learn(List<Hint> hints, Link link, Turn turn) {
        if (!teaches(link, turn.now())) {
            count(Counter.HINTS_REFUSED);
            return;
        }
        for (Hint each : hints) {
            if (!each.machine().equals(link.peer())) {
                book.offer(each, false, link.local(), link.peer(), turn.wall());
            }
        }
    }

    /** Whether it may be asked to be a neighbour now. */
    boolean mayAsk(MachineId machine, long now) {
        return !standings.pruned(machine, now)
                && standings.sinceRefused(machine, now) >= settings.backoff().toMillis();
    }

    boolean exempt(MachineId machine) {
        return trusted.contains(machine);
    }

    boolean mayPassOn(Hint hint, Link to, long wall) {
        return !hint.addresses().isEmpty()
                && BookEntry.fresh(hint, wall)
                && (hint.reachable() || book.small())
                && (to.local() || BookEntry.group(hint).routable());
    }

    /** Others to ask, for one whom we cannot serve: neighbours and the book, at most eight. */
    List<Hint> referral(Link to, int most, int fromNeighbours, Turn turn) {
        List<Hint> hints = new ArrayList<>(most);
        List<Link> neighbours = links.neighbours();
        int start = neighbours.isEmpty() ? 0 : random.nextInt(neighbours.size());
        for (int i = 0; i < neighbours.size() && hints.size() < fromNeighbours; i++) {
            Link each = neighbours.get((start + i) % neighbours.size());
            if (each != to
                    && (each.dialled() || book.small()) // whoever dialled us vouches for nobody
                    && mayPassOn(each.hint(), to, turn.wall())) {
                hints.add(each.hint());
            }
        }
        int rest = most - hints.size();
        hints.addAll(
                book.sample(
                        rest,
                        to.local(),
                        turn.wall(),
                        machine ->
                                !machine.equals(to.peer())
                                        && hints.stream()
                                                .noneMatch(h -> h.machine().equals(machine))));
        return List.copyOf(hints);
    }

    void misbehaved(Link link, String what, Turn turn) {
        count(Counter.MISDEEDS);
        turn.add(new MembershipEffect.Misbehaved(link.peer(), what));
    }

    void count(Counter counter) {
        counters.merge(counter, 1L, Long::sum);
    }

    Map<String, Long> counters() {
        Map<String, Long> named = new TreeMap<>();
        for (Counter each : Counter.values()) {
            named.put(each.name().toLowerCase(Locale.ROOT), counters.getOrDefault(each, 0L));
        }
        return named;
    }

    /** The link has no use from this time on. */
    void idle(Link link, long at) {
        link.idleAt = at;
        link.released = false;
        idleCheck = Math.min(idleCheck, at);
    }
}
