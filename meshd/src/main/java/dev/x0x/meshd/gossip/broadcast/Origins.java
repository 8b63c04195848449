// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;

import java.util.LinkedHashMap;

/**
 * What each origin may still have forwarded (row 40). Charged once a signature was verified:
 * otherwise anyone could use up another's share. A full bucket is as good as none, so only those
 * active in the last seconds are kept.
 */
final class Origins {
    private static final int MOST = 8_192; // own choice; more at once than that wait

    private static final class Share {
        final TokenBucket records;
        final TokenBucket bytes;

        Share(BroadcastSettings.Quotas quotas, long now) {
            records = new TokenBucket(quotas.originPerSecond(), quotas.originBurst(), now);
            bytes = new TokenBucket(quotas.originBytesPerSecond(), quotas.originBytesBurst(), now);
        }

        boolean full(long now) {
            return records.full(now) && bytes.full(now);
        }
    }

    private final BroadcastSettings.Quotas quotas;
    private final LinkedHashMap<MachineId, Share> shares = new LinkedHashMap<>();

    Origins(BroadcastSettings.Quotas quotas) {
        this.quotas = quotas;
    }

    /** Whether a record of this origin would find room: saves a verification. */
    boolean hasRoom(MachineId origin, int bytes, long now) {
        Share share = shares.get(origin);
        return share == null || (share.records.has(1, now) && share.bytes.has(bytes, now));
    }

    /** Takes the room. */
    boolean take(MachineId origin, int bytes, long now) {
        trim(now);
        if (!hasRoom(origin, bytes, now)) {
            return false;
        }
        Share share = shares.get(origin);
        if (share == null) {
            if (shares.size() >= MOST) {
                return false;
            }
            share = new Share(quotas, now);
            shares.put(origin, share);
        }
        return share.records.take(1, now) && share.bytes.take(bytes, now);
    }

    int size() {
        return shares.size();
    }

    /** Looks at two, the oldest first: on the whole more than come in. */
    private void trim(long now) {
        for (int i = 0; i < 2 && !shares.isEmpty(); i++) {
            var oldest = shares.pollFirstEntry();
            if (!oldest.getValue().full(now)) {
                shares.put(oldest.getKey(), oldest.getValue());
            }
        }
    }
}
