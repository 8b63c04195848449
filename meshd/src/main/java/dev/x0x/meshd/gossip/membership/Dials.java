// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Attempt.Phase;
import dev.x0x.meshd.gossip.membership.Attempt.Purpose;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Dials and neighbour requests under way: one a machine, few at a time, each with a deadline. */
final class Dials {
    static final int MOST = 16;

    /**
     * The driver gives up a dial after 10 s (MESH.md row 3) and says so; this is the second lock.
     */
    private static final long DIAL_MS = 15_000;

    private static final long CONFIRM_MS = 10_000;

    private final State state;
    private final Map<MachineId, Attempt> machines = new LinkedHashMap<>();
    private final Map<Endpoint, Attempt> addresses = new LinkedHashMap<>();

    private final BlindDials blind = new BlindDials();

    /** After a sleep or a crash of many at most two a second (MESH.md §6, laptop sleep). */
    final TokenBucket tokens = new TokenBucket(2, 8);

    Dials(State state) {
        this.state = state;
    }

    int size() {
        return machines.size() + addresses.size();
    }

    boolean full() {
        return size() >= MOST;
    }

    boolean busy(MachineId machine) {
        return machines.containsKey(machine);
    }

    boolean busy(Endpoint at) {
        return addresses.containsKey(at);
    }

    /** How many may end in a new dialled neighbour. */
    int filling() {
        int count = 0;
        for (Attempt each : machines.values()) {
            count += each.fills() ? 1 : 0;
        }
        return count;
    }

    boolean has(Purpose purpose) {
        return machines.values().stream().anyMatch(each -> each.purpose == purpose);
    }

    /** Whether one of an address group is on its way to be a dialled neighbour. */
    boolean reaches(AddressGroup group) {
        for (Attempt each : machines.values()) {
            if ((each.fills() || each.purpose == Purpose.ROTATE)
                    && BookEntry.group(each.hint).sameWide(group)) {
                return true;
            }
        }
        return false;
    }

    /** Dials whoever is at a configured address. */
    void contact(Endpoint at, Turn turn) {
        if (!full() && !busy(at)) {
            Attempt attempt = Attempt.at(at);
            attempt.phase = Phase.DIAL;
            attempt.deadline = turn.now() + DIAL_MS;
            addresses.put(at, attempt);
            state.count(Counter.DIALS);
            turn.add(new MembershipEffect.Dial(new Target.Address(at)));
        }
    }

    /** Dials a machine of the book; what only hearsay tells is confirmed first. */
    void start(Purpose purpose, BookEntry entry, Turn turn) {
        if (entry.confirmed) {
            dial(Attempt.of(purpose, entry.dialable(), entry.local), turn);
        } else {
            confirm(purpose, entry.dialable(), entry.local, entry.introducer, turn);
        }
    }

    /** Asks for the announcement of a machine first, then dials it. */
    void confirm(Purpose purpose, Hint hint, boolean local, MachineId introducer, Turn turn) {
        if (full() || busy(hint.machine())) {
            return;
        }
        if (state.links.neighbours().isEmpty()) {
            // Nobody would answer who is no neighbour. The dial pins the id, and Hello brings the
            // announcement; whom the first contacts refer us to is our only way in.
            Hint known = local ? hint : BookEntry.routable(hint);
            blind.admitted(known, turn.now())
                    .ifPresentOrElse(
                            h -> dial(Attempt.of(purpose, h, local), turn),
                            () -> failed(hint.machine(), turn));
            return;
        }
        Attempt attempt = Attempt.of(purpose, hint, local);
        attempt.phase = Phase.CONFIRM;
        attempt.deadline = turn.now() + CONFIRM_MS;
        machines.put(hint.machine(), attempt);
        turn.add(new MembershipEffect.Confirm(hint.machine(), introducer));
    }

    /** A neighbour came: the next time there is none, we begin anew. */
    void found() {
        blind.found();
    }

    void dial(Attempt attempt, Turn turn) {
        MachineId machine = attempt.hint.machine();
        if (full() || busy(machine)) {
            return;
        }
        attempt.phase = Phase.DIAL;
        attempt.deadline = turn.now() + DIAL_MS;
        machines.put(machine, attempt);
        state.standings.traffic(machine, turn.now());
        state.count(Counter.DIALS);
        turn.add(new MembershipEffect.Dial(new Target.Machine(attempt.hint)));
    }

    /** Asks the peer of a link to be a neighbour. */
    void ask(Purpose purpose, Link link, Turn turn) {
        Attempt attempt = Attempt.of(purpose, link.hint(), link.local());
        attempt.phase = Phase.ASK;
        attempt.deadline = turn.now() + state.settings.answerWithin().toMillis();
        machines.put(link.peer(), attempt);
        turn.send(link.peer(), new Neighbour(state.links.neighbours().isEmpty()));
    }

    /** Takes the attempt that a link ends: to its machine, or to the address it was dialled at. */
    Optional<Attempt> linked(Link link) {
        Attempt attempt = machines.remove(link.peer());
        if (link.dialled()) {
            Attempt blind = addresses.remove(link.remote());
            attempt = attempt == null ? blind : attempt;
        }
        return Optional.ofNullable(attempt);
    }

    /** Takes the request that an answer or a crossing request ends. */
    Optional<Attempt> asked(MachineId peer) {
        Attempt attempt = machines.get(peer);
        if (attempt == null || attempt.phase != Phase.ASK) {
            return Optional.empty();
        }
        machines.remove(peer);
        return Optional.of(attempt);
    }

    /** The announcement came, or did not. */
    void confirmed(MachineId machine, Optional<Hint> hint, Turn turn) {
        Attempt attempt = machines.get(machine);
        if (attempt == null || attempt.phase != Phase.CONFIRM) {
            return;
        }
        machines.remove(machine);
        Optional<Hint> usable =
                hint.filter(h -> h.machine().equals(machine))
                        .filter(h -> BookEntry.fresh(h, turn.wall()))
                        .map(h -> attempt.local ? h : BookEntry.routable(h))
                        .filter(h -> !h.addresses().isEmpty());
        if (usable.isEmpty()) {
            state.count(Counter.CONFIRMS_FAILED);
            failed(machine, turn);
        } else if (!state.links.contains(machine)) {
            dial(Attempt.of(attempt.purpose, usable.get(), attempt.local), turn);
        }
    }

    /** A dial came to nothing. */
    void failed(Target target, Turn turn) {
        switch (target) {
            case Target.Address(Endpoint at) -> {
                if (addresses.remove(at) != null) {
                    state.count(Counter.DIALS_FAILED);
                }
            }
            case Target.Machine(Hint hint) -> {
                Attempt attempt = machines.get(hint.machine());
                if (attempt != null && attempt.phase == Phase.DIAL) {
                    machines.remove(hint.machine());
                    state.count(Counter.DIALS_FAILED);
                    if (attempt.purpose != Purpose.DIAL_BACK) {
                        failed(hint.machine(), turn);
                    }
                }
            }
        }
    }

    /** The link went down before the attempt was over. */
    void lost(MachineId peer, Turn turn) {
        if (asked(peer).isPresent()) {
            failed(peer, turn);
        }
    }

    private void failed(MachineId machine, Turn turn) {
        boolean online = !state.links.neighbours().isEmpty();
        state.book.get(machine).ifPresent(entry -> state.book.failed(entry, online, turn.now()));
    }

    /** Ends what is overdue. */
    void expire(Turn turn) {
        addresses.values().removeIf(each -> each.deadline <= turn.now());
        List<Attempt> late = new ArrayList<>();
        for (Attempt each : machines.values()) {
            if (each.deadline <= turn.now()) {
                late.add(each);
            }
        }
        for (Attempt each : late) {
            MachineId machine = each.hint.machine();
            machines.remove(machine);
            if (each.phase == Phase.CONFIRM) {
                state.count(Counter.CONFIRMS_FAILED);
            }
            if (each.phase == Phase.ASK) {
                state.links.get(machine).ifPresent(l -> pause(l, turn.now()));
            }
            if (each.purpose != Purpose.DIAL_BACK) {
                failed(machine, turn);
            }
        }
    }

    /** This peer is not asked again for a while, and its link serves nothing. */
    void pause(Link link, long now) {
        state.standings.refused(link.peer(), now);
        state.idle(link, now + Neighbourhood.LINGER_MS);
    }

    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Attempt each : machines.values()) {
            next = Math.min(next, each.deadline);
        }
        for (Attempt each : addresses.values()) {
            next = Math.min(next, each.deadline);
        }
        return next;
    }

    /** After a sleep everything gets its full time again. */
    void resumed(long now) {
        tokens.empty(now);
        machines.values().forEach(each -> each.deadline = now + DIAL_MS);
        addresses.values().forEach(each -> each.deadline = now + DIAL_MS);
    }
}
