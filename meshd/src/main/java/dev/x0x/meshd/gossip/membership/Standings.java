// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is remembered of machines beyond their links: bad and good scores, whom we dropped, whom we
 * had traffic with. A new link does not wash a score off (MESH.md row 45).
 */
final class Standings {
    private static final int MOST = 1_024;
    private static final long SCORE_MS = 3_600_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Map<MachineId, Standing> all = new LinkedHashMap<>();

    private static final class Standing {
        private long prunedAt = NEVER;
        private long introducerAt = NEVER;
        private long droppedAt = NEVER;
        private long trafficAt = NEVER;
        private long refusedAt = NEVER;
    }

    void scored(MachineId peer, boolean prune, boolean introducer, long now) {
        Standing standing = of(peer);
        standing.prunedAt = prune ? now : NEVER;
        standing.introducerAt = introducer ? now : NEVER;
    }

    boolean pruned(MachineId peer, long now) {
        Standing standing = all.get(peer);
        return standing != null && now - standing.prunedAt < SCORE_MS;
    }

    boolean introducer(MachineId peer, long now) {
        Standing standing = all.get(peer);
        return standing != null && now - standing.introducerAt < SCORE_MS;
    }

    void dropped(MachineId peer, long now) {
        of(peer).droppedAt = now;
    }

    /** Milliseconds since we dropped it; very many if we never did. */
    long sinceDropped(MachineId peer, long now) {
        Standing standing = all.get(peer);
        return standing == null ? Long.MAX_VALUE : now - standing.droppedAt;
    }

    void traffic(MachineId peer, long now) {
        of(peer).trafficAt = now;
    }

    /** Milliseconds since a link to it was up or dialled, as far as we remember. */
    long sinceTraffic(MachineId peer, long now) {
        Standing standing = all.get(peer);
        return standing == null ? Long.MAX_VALUE : now - standing.trafficAt;
    }

    /** It said no, or ended what was: it is not asked again for a while. */
    void refused(MachineId peer, long now) {
        of(peer).refusedAt = now;
    }

    long sinceRefused(MachineId peer, long now) {
        Standing standing = all.get(peer);
        return standing == null ? Long.MAX_VALUE : now - standing.refusedAt;
    }

    int size() {
        return all.size();
    }

    private Standing of(MachineId peer) {
        Standing standing = all.remove(peer);
        if (standing == null) {
            standing = new Standing();
            if (all.size() >= MOST) {
                all.remove(all.keySet().iterator().next()); // the one not heard of for longest
            }
        }
        all.put(peer, standing);
        return standing;
    }
}
