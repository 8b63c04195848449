// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.membership.Attempt.Purpose;
import dev.x0x.meshd.gossip.wire.Hint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is done because it is time: filling up, shuffles, rotation, re-contact, feelers. */
final class Upkeep {
    private static final long EARLY_MS = 120_000;
    private static final long CACHE_MS = 60_000;
    private static final long SOONER = 5; // guess

    /** No news from anybody for so long: more than one interval of heartbeats. */
    private static final long DEAF_MS = 150_000;

    /** For the bootstrap peers to answer first, when all neighbours are silent. */
    private static final long FIRST_ASKED_MS = 10_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final State state;
    private final Neighbourhood neighbourhood;
    private final Walks walks;
    private List<Endpoint> bootstrap = List.of();
    private List<Hint> cached = List.of();
    private final Set<Endpoint> own = new HashSet<>();
    private long earlyUntil;
    private long nextShuffle = NEVER;
    private long nextRotation = NEVER;
    private long nextContact = NEVER;
    private long nextFeeler = NEVER;
    private long nextFill;
    private long nextCache;
    private long seenVersion = -1;
    private long listenedAt;
    private int deaf;
    private int lonely;
    private int fruitless;

    Upkeep(State state, Neighbourhood neighbourhood, Walks walks) {
        this.state = state;
        this.neighbourhood = neighbourhood;
        this.walks = walks;
    }

    void started(List<Endpoint> configured, List<Hint> remembered, Turn turn) {
        bootstrap = List.copyOf(configured);
        cached = remembered.stream().limit(state.settings.tried()).toList();
        cached.forEach(each -> state.book.cached(each, turn.now()));
        nextContact = turn.now();
        nextRotation =
                turn.now() + Backoff.around(state.settings.rotateEvery().toMillis(), state.random);
        nextFeeler =
                turn.now() + Backoff.around(state.settings.feelEvery().toMillis(), state.random);
    }

    /** It was ourselves who answered there. */
    void own(Endpoint at) {
        if (own.size() < 16) {
            own.add(at);
        }
    }

    void neighbourUp(Turn turn) {
        if (state.links.neighbours().size() == 1) {
            earlyUntil = turn.now() + EARLY_MS;
            listenedAt = turn.now();
            deaf = 0;
            state.dials.found();
            nextShuffle = turn.now() + 500 + state.random.nextLong(1_000);
            lonely = 0;
        }
    }

    void neighbourDown(Turn turn) {
        if (state.links.neighbours().isEmpty()) {
            nextShuffle = NEVER;
            nextContact = Math.min(nextContact, turn.now() + Backoff.after(1, state.random));
        }
    }

    void resumed(Turn turn) {
        long now = turn.now();
        lonely = 0;
        fruitless = 0;
        nextFill = now;
        if (nextShuffle != NEVER) {
            nextShuffle = now + 1_000 + state.random.nextLong(4_000);
        }
        nextContact = now + 1_000 + state.random.nextLong(4_000);
    }

    void tick(Turn turn) {
        long now = turn.now();
        state.dials.expire(turn);
        if (now >= nextShuffle) {
            boolean early = now < earlyUntil;
            long every =
                    (early ? state.settings.shuffleEarly() : state.settings.shuffleEvery())
                            .toMillis();
            nextShuffle = now + Backoff.around(every, state.random);
            state.links
                    .anyDialled(state.random, state.self)
                    .or(() -> state.links.any(state.random, state.self, state.self))
                    .ifPresent(link -> walks.shuffle(link, turn));
            listen(turn);
        }
        if (now >= nextContact) {
            recontact(state.links.neighbours().isEmpty(), turn);
        }
        if (now >= nextRotation) {
            // one that brings nothing is replaced sooner
            boolean silent = state.links.silentDialled(each -> state.silent(each, now)).isPresent();
            long every = state.settings.rotateEvery().toMillis() / (silent ? SOONER : 1);
            nextRotation = now + Backoff.around(every, state.random);
            if (state.links.dialled() > state.target()) {
                neighbourhood.shrink(turn); // we have become public since
            } else if (state.links.dialled() == state.target()
                    && !state.dials.has(Purpose.ROTATE)) {
                pick(turn).ifPresent(entry -> state.dials.start(Purpose.ROTATE, entry, turn));
            }
        }
        if (now >= nextFeeler) {
            nextFeeler = now + Backoff.around(state.settings.feelEvery().toMillis(), state.random);
            state.book.expire(turn.wall());
            state.book
                    .pick(now, e -> !e.tried && e.hint().reachable() && free(e, turn))
                    .ifPresent(entry -> state.dials.start(Purpose.FEEL, entry, turn));
        }
        fill(turn);
        idle(turn);
        if (state.cacheChanged && now >= nextCache) {
            state.cacheChanged = false;
            nextCache = now + CACHE_MS;
            turn.add(new MembershipEffect.CacheChanged());
        }
    }

    /**
     * Neighbours who all say nothing are as good as none, or worse: every machine gives signs of
     * life, so they keep us from those who do. Half of those that we dialled go, and we begin anew
     * at the bootstrap and cached peers; more and more seldom, for a network may be idle after all.
     */
    private void listen(Turn turn) {
        long now = turn.now();
        if (state.usefulAt > listenedAt) {
            listenedAt = state.usefulAt;
            deaf = 0;
        }
        if (state.links.neighbours().isEmpty() || now - listenedAt < DEAF_MS << Math.min(deaf, 4)) {
            return;
        }
        listenedAt = now;
        deaf++;
        state.count(Counter.DEAF);
        boolean others =
                !bootstrap.isEmpty() || state.book.pick(now, e -> free(e, turn)).isPresent();
        for (int i = state.missing(); others && i < (state.target() + 1) / 2; i++) {
            neighbourhood.shrink(turn);
        }
        nextFill = Math.max(nextFill, now + FIRST_ASKED_MS);
        recontact(true, turn);
    }

    /** Bootstrap and cached peers: when alone, when few are known, now and then (row 18). */
    private void recontact(boolean alone, Turn turn) {
        long every = state.settings.contactEvery().toMillis();
        boolean few = alone || state.book.small() || state.missing() > 0;
        lonely = few ? lonely + 1 : 0;
        nextContact =
                turn.now()
                        + (few
                                ? Backoff.after(
                                        alone ? lonely + 3 : Math.max(6, lonely), state.random)
                                : Backoff.around(every, state.random));
        int addresses = alone ? state.settings.bootstrapTried() : 1;
        List<Endpoint> left = new ArrayList<>(bootstrap);
        while (addresses > 0 && !left.isEmpty()) {
            Endpoint at = left.remove(state.random.nextInt(left.size()));
            if (!own.contains(at) && !linkedAt(at)) {
                state.dials.contact(at, turn);
                addresses--;
            }
        }
        int machines = alone ? state.settings.cachedTried() : 1;
        for (Hint each : alone ? cached : List.<Hint>of()) {
            Optional<BookEntry> entry = state.book.get(each.machine());
            if (machines > 0 && entry.isPresent() && ready(entry.get(), turn)) {
                state.dials.start(Purpose.CONTACT, entry.get(), turn);
                machines--;
            }
        }
        // of those who answered of late some are neighbours, and may be those who say nothing
        boolean others = alone && !bootstrap.isEmpty() && !state.links.neighbours().isEmpty();
        if (machines > 0 && !others) {
            state.book
                    .pick(turn.now(), e -> e.tried && ready(e, turn))
                    .ifPresent(e -> state.dials.start(Purpose.CONTACT, e, turn));
        }
    }

    private boolean linkedAt(Endpoint at) {
        return state.links.all().stream()
                .anyMatch(l -> l.remote().equals(at) || l.hint().addresses().contains(at));
    }

    private boolean ready(BookEntry entry, Turn turn) {
        return entry.notBefore <= turn.now()
                && !state.links.contains(entry.machine())
                && !state.dials.busy(entry.machine())
                && state.mayAsk(entry.machine(), turn.now())
                && !entry.dialable().addresses().isEmpty();
    }

    private boolean free(BookEntry entry, Turn turn) {
        return ready(entry, turn) && !entry.expired(turn.wall());
    }

    /** Dials what is missing. */
    private void fill(Turn turn) {
        long now = turn.now();
        int room = state.missing();
        if (room <= 0 || now < neighbourhood.askAfter) {
            return;
        }
        if (state.links.size() > state.links.neighbours().size()) {
            room -= askLinked(room, turn);
        }
        if (seenVersion != state.book.version() && fruitless > 0) {
            fruitless = 0;
            nextFill = Math.min(nextFill, now);
        }
        while (room > 0 && now >= nextFill && !state.dials.full()) {
            Optional<BookEntry> entry = pick(turn);
            if (entry.isEmpty()) {
                fruitless++;
                seenVersion = state.book.version();
                nextFill = now + Backoff.after(fruitless, state.random);
                return;
            }
            if (!state.dials.tokens.take(now)) {
                nextFill = state.dials.tokens.next(now);
                return;
            }
            state.dials.start(Purpose.NEIGHBOUR, entry.get(), turn);
            room--;
        }
    }

    /** Links that we dialled for something else serve too; when alone, any link does. */
    private int askLinked(int room, Turn turn) {
        boolean alone = state.links.neighbours().isEmpty();
        int asked = 0;
        for (Link each : List.copyOf(state.links.all())) {
            if (asked < room
                    && !each.neighbour()
                    && !each.released
                    && (each.dialled() || alone)
                    && each.askAfter <= turn.now()
                    && state.mayAsk(each.peer(), turn.now())
                    && !state.dials.full()
                    && !state.dials.busy(each.peer())
                    && groupFree(each.group(), each.exempt)) {
                state.dials.ask(Purpose.NEIGHBOUR, each, turn);
                asked++;
            }
        }
        return asked;
    }

    /** One dialled neighbour of an address group (row 10). */
    private boolean groupFree(AddressGroup group, boolean exempt) {
        if (exempt || !group.routable()) {
            return true;
        }
        for (Link each : state.links.neighbours()) {
            if (each.dialled() && !each.exempt && each.group().sameWide(group)) {
                return false;
            }
        }
        return !state.dials.reaches(group);
    }

    /**
     * Somebody to be a neighbour: announced as reachable, or of our own networks; in a small
     * network, failing that, anybody. The group limit is for choosing: if the whole book is of
     * groups that we have, it would only leave us alone.
     */
    private Optional<BookEntry> pick(Turn turn) {
        Optional<BookEntry> best =
                state.book.pick(
                        turn.now(),
                        e -> worth(e) && free(e, turn) && groupFree(e.group(), e.exempt));
        if (best.isPresent()) {
            return best;
        }
        if (state.book.entries().stream()
                .noneMatch(e -> worth(e) && unlinked(e) && groupFree(e.group(), e.exempt))) {
            best = state.book.pick(turn.now(), e -> worth(e) && free(e, turn));
        }
        if (best.isEmpty() && state.book.small()) {
            best = state.book.pick(turn.now(), e -> free(e, turn));
        }
        return best;
    }

    private static boolean worth(BookEntry entry) {
        return entry.hint().reachable() || entry.local || entry.tried;
    }

    private boolean unlinked(BookEntry entry) {
        return !state.links.contains(entry.machine()) && !state.dials.busy(entry.machine());
    }

    /** Lets go of links that serve nothing. */
    private void idle(Turn turn) {
        if (turn.now() < state.idleCheck) {
            return;
        }
        state.idleCheck = NEVER;
        for (Link each : state.links.all()) {
            if (each.neighbour() || each.released || state.dials.busy(each.peer())) {
                continue;
            }
            if (each.idleAt <= turn.now()) {
                each.released = true;
                turn.add(new MembershipEffect.Release(each.peer(), "not a neighbour"));
            } else {
                state.idleCheck = Math.min(state.idleCheck, each.idleAt);
            }
        }
    }

    long next(long now) {
        long next =
                Math.min(Math.min(nextShuffle, nextRotation), Math.min(nextContact, nextFeeler));
        next = Math.min(next, Math.min(state.dials.nextDeadline(), state.idleCheck));
        if (state.missing() > 0) {
            next = Math.min(next, Math.max(nextFill, neighbourhood.askAfter));
        }
        if (state.cacheChanged) {
            next = Math.min(next, nextCache);
        }
        return Math.max(next, now + 1);
    }

    /** Who is worth dialling after a restart: the four longest dialled links, then the tried. */
    List<Hint> cache() {
        List<Hint> hints = new ArrayList<>();
        for (Link each : state.links.neighbours()) {
            if (each.dialled() && hints.size() < 4 && !each.hint().addresses().isEmpty()) {
                hints.add(each.hint());
            }
        }
        state.book.tried().stream()
                .filter(e -> e.strikes == 0)
                .sorted((a, b) -> Long.compare(b.lastSuccess, a.lastSuccess))
                .map(BookEntry::hint)
                .filter(h -> hints.stream().noneMatch(o -> o.machine().equals(h.machine())))
                .limit(state.settings.tried())
                .forEach(hints::add);
        return List.copyOf(hints);
    }
}
