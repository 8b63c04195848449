// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Slots that each keep the machine whose keyed hash is least of all that were ever offered (BASALT,
 * Auvolat et al. 2021), so saying a name often gains nothing. Address groups are ranked first and
 * machines within a group second, so minting names gains little. No introducer holds more than an
 * eighth (MESH.md row 13).
 */
final class RankedSlots {
    private final Map<MachineId, Integer> introduced = new LinkedHashMap<>();
    private final BookEntry[] slots;
    private final MachineId[] introducers;
    private final long[] seeds;
    private final long[] groupRanks;
    private final long[] ranks;
    private final long secret;
    private int filled;

    RankedSlots(int size, RandomGenerator random) {
        slots = new BookEntry[size];
        introducers = new MachineId[size];
        groupRanks = new long[size];
        ranks = new long[size];
        seeds = random.longs(size).toArray();
        secret = random.nextLong();
    }

    int filled() {
        return filled;
    }

    int size() {
        return slots.length;
    }

    /** The slots, with null for an empty one; a view. */
    List<BookEntry> all() {
        return Arrays.asList(slots);
    }

    /** Offers a machine to every slot; gives those that have lost their last one by it. */
    List<BookEntry> offer(BookEntry entry, MachineId introducer) {
        if (entry.doubtful()) {
            return List.of();
        }
        List<BookEntry> gone = new ArrayList<>(0);
        int share = Math.max(1, slots.length / 8);
        int mine = introduced.getOrDefault(introducer, 0);
        long digest = BookEntry.digest(entry.machine(), secret);
        long group = groupDigest(entry, digest);
        for (int i = 0; i < slots.length; i++) {
            BookEntry holder = slots[i];
            boolean own = holder != null && introducer.equals(introducers[i]);
            if (holder == entry || (mine >= share && !own)) {
                continue;
            }
            long groupRank = BookEntry.mix(seeds[i] ^ group);
            boolean open = holder == null || holder.doubtful();
            if (!open && groupRank > groupRanks[i]) {
                continue;
            }
            long rank = BookEntry.mix(seeds[i] ^ digest);
            if (!open && groupRank == groupRanks[i] && rank >= ranks[i]) {
                continue;
            }
            if (holder != null && empty(i)) {
                gone.add(holder);
            }
            slots[i] = entry;
            introducers[i] = introducer;
            groupRanks[i] = groupRank;
            ranks[i] = rank;
            entry.slots++;
            filled++;
            mine = introduced.merge(introducer, 1, Integer::sum);
        }
        return gone;
    }

    private long groupDigest(BookEntry entry, long digest) {
        boolean limited = entry.group().routable() && !entry.exempt;
        return limited ? BookEntry.mix(secret ^ entry.group().wide()) : digest;
    }

    /** Its address group has changed. */
    void moved(BookEntry entry) {
        long digest = BookEntry.digest(entry.machine(), secret);
        long group = groupDigest(entry, digest);
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == entry) {
                groupRanks[i] = BookEntry.mix(seeds[i] ^ group);
            }
        }
    }

    void remove(BookEntry entry) {
        for (int i = 0; i < slots.length && entry.slots > 0; i++) {
            if (slots[i] == entry) {
                empty(i);
            }
        }
    }

    /** Empties what this one filled with machines that never answered us; gives those. */
    List<BookEntry> disown(MachineId introducer) {
        List<BookEntry> gone = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            BookEntry holder = slots[i];
            if (introducer.equals(introducers[i]) && holder.lastSuccess < 0 && empty(i)) {
                gone.add(holder);
            }
        }
        return gone;
    }

    /** Empties a slot; true if it was its holder's last. */
    private boolean empty(int slot) {
        BookEntry holder = slots[slot];
        introduced.computeIfPresent(introducers[slot], (_, n) -> n == 1 ? null : n - 1);
        slots[slot] = null;
        introducers[slot] = null;
        filled--;
        holder.slots--;
        return holder.slots == 0;
    }
}
