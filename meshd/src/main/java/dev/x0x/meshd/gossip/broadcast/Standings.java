// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;

import java.util.LinkedHashMap;
import java.util.Map;

/** The standing of every neighbour, and of those that left less than an hour ago. */
final class Standings {
    private static final int MOST_GONE = 4_096; // own choice

    private final BroadcastSettings.Scoring settings;
    private final Map<MachineId, Standing> present = new LinkedHashMap<>();
    private final LinkedHashMap<MachineId, Standing> gone = new LinkedHashMap<>();

    Standings(BroadcastSettings.Scoring settings) {
        this.settings = settings;
    }

    /** A reconnect washes nothing off. */
    Standing connected(MachineId peer, Turn turn) {
        Standing kept = gone.remove(peer);
        if (kept == null || kept.over(turn.now)) {
            kept = new Standing(peer, settings, turn.now);
        }
        present.put(peer, kept);
        kept.connected(turn.now);
        kept.judge(turn, "what it did before");
        return kept;
    }

    void gone(Standing standing, Turn turn) {
        present.remove(standing.peer);
        standing.gone(turn.now);
        keep(standing, turn);
    }

    /** A peer that need not be a neighbour did what no honest one does. */
    void misbehaved(MachineId peer, String what, Turn turn) {
        Standing standing = present.get(peer);
        if (standing == null) {
            standing = gone.get(peer);
        }
        if (standing == null) {
            standing = new Standing(peer, settings, turn.now);
            keep(standing, turn);
        }
        misbehaved(standing, 1, what, turn);
    }

    void misbehaved(Standing standing, double amount, String what, Turn turn) {
        standing.misbehaved(amount, turn.now);
        standing.judge(turn, what);
    }

    void invalid(Standing standing, String what, Turn turn) {
        standing.invalid(turn.now);
        standing.judge(turn, what);
    }

    void delivered(Standing standing, Turn turn) {
        standing.delivered(turn.now);
        standing.judge(turn, "");
    }

    /** Scores change with time alone; true if one is below zero. */
    boolean judgeAll(Turn turn) {
        boolean any = false;
        for (Standing standing : present.values()) {
            standing.judge(turn, "");
            any |= standing.negative();
        }
        return any;
    }

    int size() {
        return present.size() + gone.size();
    }

    private void keep(Standing standing, Turn turn) {
        gone.put(standing.peer, standing);
        var oldest = gone.values().iterator();
        while (oldest.hasNext()) {
            Standing next = oldest.next();
            if (gone.size() <= MOST_GONE && !next.over(turn.now)) {
                break;
            }
            oldest.remove();
        }
    }
}
