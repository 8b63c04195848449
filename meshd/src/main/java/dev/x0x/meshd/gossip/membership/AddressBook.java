// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Who could be dialled: the hash-ranked slots, and beside them those dialled with success. */
final class AddressBook {
    private final MembershipSettings settings;
    private final MachineId self;
    private final RandomGenerator random;
    private final Map<MachineId, BookEntry> entries = new LinkedHashMap<>();
    private final List<BookEntry> tried = new ArrayList<>();
    private final RankedSlots slots;
    private long version;

    AddressBook(MachineId self, MembershipSettings settings, RandomGenerator random) {
        this.self = self;
        this.settings = settings;
        this.random = random;
        this.slots = new RankedSlots(settings.slots(), random);
    }

    /** Grows with everything learned. */
    long version() {
        return version;
    }

    int size() {
        return entries.size();
    }

    int filled() {
        return slots.filled();
    }

    Collection<BookEntry> entries() {
        return entries.values();
    }

    List<BookEntry> tried() {
        return tried;
    }

    boolean small() {
        return entries.size() < settings.smallBook();
    }

    Optional<BookEntry> get(MachineId machine) {
        return Optional.ofNullable(entries.get(machine));
    }

    /**
     * What a verified announcement says, from wherever it came: it has no introducer but the
     * machine itself. Announcements reach everybody by broadcast whoever passed them on, so with
     * them the slots draw from all machines and not from those that somebody chose to name.
     */
    void announced(Hint hint, boolean local, long wall) {
        offer(hint, true, local, hint.machine(), wall);
    }

    /**
     * Offers a hint to every slot.
     *
     * @param confirmed whether a verified announcement says it
     * @param local whether it was learned inside our own networks
     * @param introducer whose share of the book it uses (MESH.md row 13)
     */
    void offer(Hint hint, boolean confirmed, boolean local, MachineId introducer, long wall) {
        if (hint.machine().equals(self)
                || hint.addresses().isEmpty()
                || !BookEntry.fresh(hint, wall)) {
            return;
        }
        BookEntry entry = entries.get(hint.machine());
        if (entry != null) {
            entry.local |= local;
            update(entry, hint, confirmed);
        } else if (hint.reachable() || local || small()) {
            entry = new BookEntry(hint, confirmed, local);
        } else {
            return;
        }
        if (!entry.confirmed) {
            entry.introducer = introducer;
        }
        place(entry, introducer);
    }

    private void update(BookEntry entry, Hint hint, boolean confirmed) {
        if (confirmed) {
            boolean newer = hint.announcedAt() > entry.hint().announcedAt();
            if (newer || (!entry.confirmed && !hint.equals(entry.hint()))) {
                move(entry, hint);
            }
            entry.confirmed |= newer || hint.equals(entry.hint());
        } else if (hint.announcedAt() > entry.hint().announcedAt()) {
            if (!entry.confirmed) {
                move(entry, hint);
            } else if (entry.failures > 0) {
                entry.confirmed = false; // it moved, it is said: ask before the next dial
            }
        }
    }

    private void move(BookEntry entry, Hint hint) {
        if (entry.set(hint)) {
            slots.moved(entry);
        }
        version++;
    }

    private void place(BookEntry entry, MachineId introducer) {
        int before = entry.slots;
        forget(slots.offer(entry, introducer));
        if (entry.slots > before) {
            entries.putIfAbsent(entry.machine(), entry);
            version++;
        }
    }

    private void forget(List<BookEntry> gone) {
        for (BookEntry each : gone) {
            if (!each.tried) {
                entries.remove(each.machine());
            }
        }
    }

    /** A dial of it ended at the machine itself: it moves to the tried ones (feeler or not). */
    void succeeded(Hint hint, boolean local, boolean exempt, long now) {
        BookEntry entry = entries.get(hint.machine());
        if (entry == null) {
            entry = new BookEntry(hint, true, local);
            entries.put(hint.machine(), entry);
        } else {
            update(entry, hint, true);
        }
        entry.local |= local;
        entry.exempt |= exempt;
        entry.failures = 0;
        entry.strikes = 0;
        entry.notBefore = 0;
        entry.lastSuccess = now;
        keep(entry);
        version++;
    }

    /** Somebody worth dialling from before the restart. */
    void cached(Hint hint, long now) {
        if (!hint.machine().equals(self)
                && !hint.addresses().isEmpty()
                && tried.size() < settings.tried()
                && !entries.containsKey(hint.machine())) {
            var entry = new BookEntry(hint, true, true);
            entry.lastSuccess = now;
            entries.put(hint.machine(), entry);
            keep(entry);
            version++;
        }
    }

    private void keep(BookEntry entry) {
        if (entry.tried) {
            return;
        }
        BookEntry victim = null;
        int related = 0;
        for (BookEntry each : tried) {
            if (!entry.exempt && !each.exempt && each.group().sameWide(entry.group())) {
                related++;
                victim = related > 1 ? worse(victim, each) : each;
            }
        }
        if (related < 2 && tried.size() >= settings.tried()) {
            victim = tried.stream().reduce(AddressBook::worse).orElseThrow();
        } else if (related < 2) {
            victim = null;
        }
        if (victim != null) {
            drop(victim);
        }
        entry.tried = true;
        tried.add(entry);
    }

    private static BookEntry worse(BookEntry one, BookEntry other) {
        if (one.strikes != other.strikes) {
            return one.strikes > other.strikes ? one : other;
        }
        return one.lastSuccess <= other.lastSuccess ? one : other;
    }

    private void drop(BookEntry entry) {
        tried.remove(entry);
        entry.tried = false;
        if (entry.slots == 0) {
            entries.remove(entry.machine());
        }
    }

    /** Forgets whom this one named, unless they answered us since: it was no honest introducer. */
    void disown(MachineId introducer) {
        forget(slots.disown(introducer));
    }

    /** Forgets it wherever it is. */
    void remove(BookEntry entry) {
        slots.remove(entry);
        tried.remove(entry);
        entry.tried = false;
        entries.remove(entry.machine());
    }

    /** Forgets what a day has passed over, except those that once answered. */
    void expire(long wall) {
        for (BookEntry each : List.copyOf(entries.values())) {
            if (each.expired(wall) && !each.tried) {
                remove(each);
            }
        }
    }

    /**
     * A random machine that this accepts: usually of the slots, sometimes of the tried. Those that
     * failed last time come after all the others.
     */
    Optional<BookEntry> pick(long now, Predicate<BookEntry> accepts) {
        BookEntry second = null;
        if (!tried.isEmpty() && random.nextInt(4) == 0) {
            BookEntry found = scan(tried, random.nextInt(tried.size()), now, accepts);
            if (found != null && found.failures == 0) {
                return Optional.of(found);
            }
        }
        BookEntry found = scan(slots.all(), random.nextInt(slots.size()), now, accepts);
        if (found == null || found.failures > 0) {
            second = found;
            found =
                    tried.isEmpty()
                            ? null
                            : scan(tried, random.nextInt(tried.size()), now, accepts);
        }
        return Optional.ofNullable(
                found == null || (second != null && found.failures > 0) ? second : found);
    }

    private static BookEntry scan(
            List<BookEntry> from, int start, long now, Predicate<BookEntry> accepts) {
        BookEntry second = null;
        for (int i = 0; i < from.size(); i++) {
            BookEntry each = from.get((start + i) % from.size());
            if (each != null
                    && each.notBefore <= now
                    && (each.failures == 0 || second == null)
                    && accepts.test(each)) {
                if (each.failures == 0) {
                    return each;
                }
                second = each;
            }
        }
        return second;
    }

    /** Up to so many hints to pass on, none that failed or is out of date. */
    List<Hint> sample(int most, boolean toLocal, long wall, Predicate<MachineId> accepts) {
        List<Hint> found = new ArrayList<>(most);
        List<BookEntry> ranked = slots.all();
        int start = random.nextInt(slots.size());
        for (int i = 0; i < slots.size() && found.size() < most; i++) {
            BookEntry each = ranked.get((start + i) % slots.size());
            if (each != null
                    && each.failures == 0
                    && !each.expired(wall)
                    && (each.hint().reachable() || small())
                    && (toLocal || each.group().routable())
                    && accepts.test(each.machine())
                    && found.stream().noneMatch(h -> h.machine().equals(each.machine()))) {
                found.add(each.hint());
            }
        }
        return found;
    }

    /**
     * A dial or request came to nothing: the entry is demoted. Deleted after three that count; they
     * count only while somebody else answers us, and far enough apart that a partition does not
     * drain the other side out of the book (MESH.md row 19, §8.3).
     */
    void failed(BookEntry entry, boolean online, long now) {
        entry.failures++;
        entry.notBefore = now + Backoff.after(entry.failures, random);
        boolean proven = entry.lastSuccess >= 0;
        long apart = proven ? 4 * 3_600_000L : 600_000L; // guess
        if (!online || (entry.lastStrike >= 0 && now - entry.lastStrike < apart)) {
            return;
        }
        if (entry.lastStrike >= 0 && now - entry.lastStrike > 86_400_000L) {
            entry.strikes = 0;
        }
        entry.lastStrike = now;
        entry.strikes++;
        if (entry.strikes >= 3) {
            remove(entry);
        }
    }
}
