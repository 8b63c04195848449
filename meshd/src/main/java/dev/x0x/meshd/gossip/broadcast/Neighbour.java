// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.RecordId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What we keep for one neighbour. */
final class Neighbour {
    private static final long USEFUL_MS = 30_000;
    private static final int MOST_RESENT = 2_048; // ids; by then the first is long settled

    final MachineId id;

    /** 0 to 63 names a bit; a neighbour beyond 64 is nobody's alternate. */
    final int index;

    final Standing standing;
    final TokenBucket bytes;
    final TokenBucket unverified;
    final TokenBucket strangers;
    final TokenBucket iHaveFrames;
    final TokenBucket iHaveIds;
    final TokenBucket control;
    final TokenBucket graftsHeard;
    final TokenBucket graftsSent;
    final TokenBucket answers;
    final TokenBucket lookups;
    final TokenBucket asks;
    final TokenBucket hashes;
    final TokenBucket nuisance;
    final TokenBucket digests;
    final TokenBucket reminders;

    boolean up = true;
    boolean eager = true; // row 24
    boolean suspect;

    /** Another link has taken its place in the tree since it fell silent. */
    boolean replaced;

    final long upAt;
    long rttMs;
    int missing;
    int verifying;
    long delivered;
    long lastGraftHeard = Long.MIN_VALUE / 2;

    private long usefulAt;

    List<RecordId> announcing = new ArrayList<>(0);
    boolean flushArmed;
    long flushedAt = Long.MIN_VALUE / 2;

    private final LinkedHashMap<RecordId, Integer> resent = new LinkedHashMap<>();

    Neighbour(
            MachineId id,
            int index,
            Standing standing,
            BroadcastSettings.Quotas quotas,
            BroadcastSettings.Search search,
            long now) {
        this.id = id;
        this.index = index;
        this.standing = standing;
        this.upAt = now;
        this.usefulAt = now;
        bytes = new TokenBucket(quotas.bytesPerSecond(), quotas.bytesBurst(), now);
        unverified = new TokenBucket(quotas.unverifiedPerSecond(), quotas.unverifiedBurst(), now);
        strangers = new TokenBucket(quotas.strangersPerSecond(), quotas.strangersBurst(), now);
        // twice the second's worth at once: what left evenly arrives in bunches
        iHaveFrames = new TokenBucket(quotas.iHaveFrames(), 2 * quotas.iHaveFrames(), now);
        iHaveIds = new TokenBucket(quotas.iHaveIds(), 2 * quotas.iHaveIds(), now);
        control = new TokenBucket(quotas.controlPerSecond(), 10 * quotas.controlPerSecond(), now);
        double perSecond = quotas.grafts() * 1_000.0 / quotas.graftWindow();
        graftsHeard = new TokenBucket(perSecond, quotas.grafts(), now);
        // one less than what the peer allows us
        graftsSent = new TokenBucket(perSecond * 0.8, quotas.grafts() - 1, now);
        if (standing.answers == null) { // outlives the link, or a reconnect would fill it
            standing.answers = new TokenBucket(16 << 10, quotas.answerBurst(), now);
        }
        answers = standing.answers;
        lookups = new TokenBucket(search.perSecond(), search.burst(), now);
        asks = new TokenBucket(search.perSecond() / 2, search.burst() / 2, now);
        hashes = new TokenBucket(quotas.hashesPerSecond(), quotas.hashesBurst(), now);
        nuisance = new TokenBucket(quotas.nuisancePerSecond(), quotas.nuisanceBurst(), now);
        digests = new TokenBucket(1.0 / 60, 2, now);
        reminders = new TokenBucket(0.5, 1, now);
    }

    /** Whether records go there whole: an eager link whose peer answers and behaves. */
    boolean pushable() {
        return eager && !suspect && !standing.negative();
    }

    /** Whether something may be asked of it. */
    boolean askable() {
        return up && !suspect && !standing.negative();
    }

    /** It brought news, or word of it before we had it. */
    void useful(Turn turn) {
        if (up && turn.now - usefulAt >= USEFUL_MS) {
            usefulAt = turn.now;
            turn.add(new BroadcastEffect.Useful(id));
        }
    }

    /** Counts a sending on request; false if it was the peer's share already. */
    boolean mayResend(RecordId record, int most) {
        int times = resent.merge(record, 1, Integer::sum);
        if (resent.size() > MOST_RESENT) {
            resent.pollFirstEntry();
        }
        return times <= most;
    }
}
