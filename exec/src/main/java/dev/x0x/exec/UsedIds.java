// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.RequestId;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Request ids used toward each pair within 24 hours: none is used twice (DECISIONS B4). */
final class UsedIds {
    /** Beyond these the oldest are forgotten: a fresh id is random, only chosen ones can repeat. */
    private static final int MOST = 65_536;

    private record Use(Peer target, RequestId id, long atUnixMs) {}

    private final Set<Replay.Key> uses = new HashSet<>();
    private final Deque<Use> oldest = new ArrayDeque<>();

    boolean take(Peer target, RequestId id, long nowUnixMs) {
        while (!oldest.isEmpty()
                && (oldest.peek().atUnixMs() + Replay.DAY_MS <= nowUnixMs
                        || oldest.size() >= MOST)) {
            Use gone = oldest.poll();
            uses.remove(new Replay.Key(gone.target(), gone.id()));
        }
        if (!uses.add(new Replay.Key(target, id))) {
            return false;
        }
        oldest.add(new Use(target, id, nowUnixMs));
        return true;
    }
}
