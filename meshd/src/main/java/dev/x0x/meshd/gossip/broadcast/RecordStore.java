// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The newest verified record of every key, within a size. It serves re-sends too, so there is no
 * other retention but of records just replaced, for a peer that was told of the one before (MESH.md
 * row 29).
 */
final class RecordStore {
    private static final int MOST_REPLACED = 1_024;
    private static final long REPLACED_BYTES = 16 << 20; // row 29
    private static final long REPLACED_FOR = 60_000; // row 29
    private static final int MOST_FLOORS = 65_536;

    private record Replaced(Stored stored, long until) {}

    private final MachineId self;
    private final BroadcastSettings.Store settings;
    private final long settledAfter;
    private final Map<SignedRecord.Key, Stored> byKey = new HashMap<>();
    private final Map<RecordId, Stored> byId = new HashMap<>();
    private final Map<MachineId, Map<SignedRecord.Key, Stored>> advertsBySigner = new HashMap<>();

    // In the order of arrival. Young ones give way first, so that minted origins push out each
    // other and not those that have long been here.
    private final LinkedHashMap<SignedRecord.Key, Stored> young = new LinkedHashMap<>();
    private final LinkedHashMap<SignedRecord.Key, Stored> settled = new LinkedHashMap<>();
    private final LinkedHashMap<SignedRecord.Key, Stored> revocations = new LinkedHashMap<>();
    private final LinkedHashMap<RecordId, Replaced> replaced = new LinkedHashMap<>();
    private final LinkedHashMap<SignedRecord.Key, Long> floors = new LinkedHashMap<>();
    private long bytes;
    private long revocationBytes;
    private long replacedBytes;
    private int announcements;
    private int chains;

    RecordStore(MachineId self, BroadcastSettings.Store settings, long settledAfter) {
        this.self = self;
        this.settings = settings;
        this.settledAfter = settledAfter;
    }

    Stored get(SignedRecord.Key key) {
        return byKey.get(key);
    }

    Stored get(RecordId id) {
        return byId.get(id);
    }

    /** What answers a question by this key: that record, or the newest advert of that agent. */
    Stored answering(SignedRecord.Key asked) {
        Stored stored = byKey.get(asked);
        if (stored != null || asked.kind() != RecordKind.ADVERT) {
            return stored;
        }
        Stored newest = null;
        for (Stored each : advertsBySigner.getOrDefault(asked.subject(), Map.of()).values()) {
            if (newest == null || each.record.version() > newest.record.version()) {
                newest = each;
            }
        }
        return newest;
    }

    /** Also one that was replaced a moment ago. */
    Stored toServe(RecordId id, long now) {
        Stored current = byId.get(id);
        if (current != null) {
            return current;
        }
        Replaced old = replaced.get(id);
        return old == null || old.until < now ? null : old.stored;
    }

    /** Whether time allows it: not expired, and not signed by a clock ahead of ours (row 33). */
    boolean inTime(SignedRecord record, long wall) {
        long expires = record.expiresMs();
        return expires == Long.MAX_VALUE
                || (expires + settings.skew() > wall
                        && expires - settings.lifetime() < wall + settings.skew());
    }

    boolean newer(SignedRecord record) {
        SignedRecord.Key key = record.key();
        Stored have = byKey.get(key);
        Long floor = floors.get(key);
        return (have == null || record.version() > have.record.version())
                && (floor == null || record.version() > floor);
    }

    /** What was known before a restart: nothing up to this version is news. */
    void floor(SignedRecord.Key key, long version) {
        floors.merge(key, version, Math::max);
        if (floors.size() > MOST_FLOORS) {
            floors.pollFirstEntry();
        }
    }

    /** Whether the origin has been here for long enough not to be one minted for the moment. */
    boolean settledOrigin(SignedRecord record, long now) {
        return settledKey(record.key(), now)
                || settledKey(new SignedRecord.Key(RecordKind.ANNOUNCEMENT, record.signer()), now);
    }

    /** Keeps a record that {@link #newer} approved, and lets go of what is too much. */
    Stored put(SignedRecord record, int hops, long now) {
        SignedRecord.Key key = record.key();
        Stored before = byKey.get(key);
        var stored = new Stored(record, hops, before == null ? now : before.since);
        if (before != null) {
            remove(before);
            retire(before, now);
        }
        byKey.put(key, stored);
        byId.put(record.id(), stored);
        if (record.kind() == RecordKind.ADVERT) {
            advertsBySigner
                    .computeIfAbsent(record.signer(), _ -> new LinkedHashMap<>(2))
                    .put(key, stored);
        }
        count(record, 1);
        settle(now);
        orderOf(stored, now).put(key, stored);
        evict();
        return stored;
    }

    /** The newest ids, revocations first: what a new neighbour should know. */
    List<RecordId> digest(int most) {
        var ids = new ArrayList<RecordId>();
        newest(revocations, most / 4, ids);
        newest(young, most, ids);
        newest(settled, most, ids);
        newest(revocations, most, ids.size() < most ? ids : new ArrayList<>());
        return ids.stream().distinct().limit(most).toList();
    }

    /**
     * Lets go of what is over.
     *
     * @param all look at every record, not only at those that came first
     */
    void expire(long wall, long now, boolean all) {
        settle(now);
        for (var order : List.of(young, settled)) {
            var over = new ArrayList<Stored>();
            for (Stored stored : order.values()) {
                if (stored.record.expiresMs() + settings.skew() <= wall) {
                    over.add(stored);
                } else if (!all) {
                    break; // those that came later expire later, on the whole
                }
            }
            over.forEach(this::remove);
        }
        dropReplaced(now);
    }

    int size() {
        return byKey.size();
    }

    long bytes() {
        return bytes;
    }

    int revocations() {
        return revocations.size();
    }

    /** Machines that we have a record of. */
    int machines() {
        return Math.max(announcements, chains);
    }

    Optional<SignedRecord> newest(SignedRecord.Key key) {
        return Optional.ofNullable(byKey.get(key)).map(stored -> stored.record);
    }

    private boolean settledKey(SignedRecord.Key key, long now) {
        Stored stored = byKey.get(key);
        return stored != null && now - stored.since >= settledAfter;
    }

    private SequencedMap<SignedRecord.Key, Stored> orderOf(Stored stored, long now) {
        if (stored.record.kind() == RecordKind.REVOCATION) {
            return revocations;
        }
        return now - stored.since >= settledAfter ? settled : young;
    }

    /** Those that have grown old enough change sides; the oldest come first. */
    private void settle(long now) {
        while (!young.isEmpty()) {
            Stored oldest = young.firstEntry().getValue();
            if (now - oldest.since < settledAfter) {
                return;
            }
            young.pollFirstEntry();
            settled.put(oldest.record.key(), oldest);
        }
    }

    private void evict() {
        while (tooMuch(revocations.size(), revocationBytes, 2)) {
            remove(revocations.firstEntry().getValue());
        }
        int turns = byKey.size();
        while (tooMuch(byKey.size(), bytes, 1) && turns-- > 0) {
            var order =
                    young.size() * 4L >= settings.records() || settled.isEmpty() ? young : settled;
            if (order.isEmpty()) {
                return;
            }
            var oldest = order.firstEntry();
            if (oldest.getValue().record.subject().equals(self)) {
                order.putLast(oldest.getKey(), order.pollFirstEntry().getValue());
            } else {
                remove(oldest.getValue());
            }
        }
    }

    private boolean tooMuch(int records, long size, int share) {
        return records > settings.records() / share || size > settings.bytes() / share;
    }

    private void remove(Stored stored) {
        SignedRecord.Key key = stored.record.key();
        byKey.remove(key);
        byId.remove(stored.record.id());
        advertsBySigner.computeIfPresent(
                stored.record.signer(),
                (_, adverts) -> {
                    adverts.remove(key);
                    return adverts.isEmpty() ? null : adverts;
                });
        young.remove(key);
        settled.remove(key);
        revocations.remove(key);
        count(stored.record, -1);
    }

    private void count(SignedRecord record, int sign) {
        int length = record.bytes().length;
        bytes += (long) sign * length;
        switch (record.kind()) {
            case ANNOUNCEMENT -> announcements += sign;
            case CHAIN -> chains += sign;
            case REVOCATION -> revocationBytes += (long) sign * length;
            case ADVERT, TAGS -> {}
        }
    }

    private void retire(Stored before, long now) {
        replaced.put(before.record.id(), new Replaced(before, now + REPLACED_FOR));
        replacedBytes += before.record.bytes().length;
        dropReplaced(now);
    }

    private void dropReplaced(long now) {
        while (!replaced.isEmpty()
                && (replaced.size() > MOST_REPLACED
                        || replacedBytes > REPLACED_BYTES
                        || replaced.firstEntry().getValue().until < now)) {
            replacedBytes -= replaced.pollFirstEntry().getValue().stored.record.bytes().length;
        }
    }

    private static void newest(
            SequencedMap<SignedRecord.Key, Stored> order, int most, List<RecordId> into) {
        int left = most;
        for (Stored stored : order.sequencedValues().reversed()) {
            if (left-- <= 0) {
                return;
            }
            into.add(stored.record.id());
        }
    }
}
