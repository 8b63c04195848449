// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;

import java.util.List;

/**
 * What is sent because a neighbour asked: each id three times at most (row 37), and in bytes no
 * more than a digest's worth plus four times what came from it (MESH.md §6, amplification).
 */
final class Serving {
    private static final int HEADER = 16;

    private final Parts parts;

    Serving(Parts parts) {
        this.parts = parts;
    }

    void send(Neighbour link, List<RecordId> ids, Turn turn) {
        for (RecordId id : ids) {
            Stored stored = parts.store().toServe(id, turn.now);
            if (stored != null
                    && link.mayResend(id, parts.settings().quotas().resends())
                    && afford(link, stored, turn)) {
                // as if half of its way were before it: a record may be handed on for a day
                int most = parts.settings().tree().hopLimit() / 2;
                int hops = Math.min(stored.hops + 1, most);
                turn.send(link, new BroadcastFrame.Gossip(hops, stored.record, true));
                sendLife(link, stored, turn);
            }
        }
    }

    void lookup(Neighbour link, BroadcastFrame.Lookup lookup, Turn turn) {
        if (!link.lookups.take(1, turn.now)) {
            parts.tree().nuisance(link, "asks without end", turn);
            return;
        }
        Stored stored = parts.store().answering(lookup.key());
        if (stored == null || !parts.store().inTime(stored.record, turn.wall)) {
            parts.searches().passOn(link, lookup, turn);
        } else if (afford(link, stored, turn)) {
            turn.send(link, new BroadcastFrame.Found(lookup.nonce(), stored.record));
            sendLife(link, stored, turn);
        }
    }

    private boolean afford(Neighbour link, Stored stored, Turn turn) {
        if (!link.answers.take(stored.record.bytes().length + HEADER, turn.now)) {
            parts.tally().overQuota++;
            return false;
        }
        parts.tally().answered++;
        return true;
    }

    /** A chain goes with the newest link that was shown (DECISIONS D3). */
    private void sendLife(Neighbour link, Stored stored, Turn turn) {
        if (stored.record.kind() == RecordKind.CHAIN && stored.link != null) {
            turn.send(link, parts.liveness().newest(stored));
        }
    }
}
