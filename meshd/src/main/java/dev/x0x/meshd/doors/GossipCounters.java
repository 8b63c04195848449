// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.broadcast.BroadcastView;

import java.util.Locale;
import java.util.Map;

/** The overlay's view as flat counters; sizes of tables are among them. */
final class GossipCounters {
    private GossipCounters() {}

    static void put(OverlayView view, Map<String, Long> all) {
        var members = view.membership();
        all.put("neighbours", (long) members.neighbours().size());
        all.put("book", (long) members.book().size());
        all.put("tried", (long) members.tried().size());
        members.counters().forEach((name, count) -> all.put("membership_" + name, count));
        var records = view.broadcast();
        all.put("records", (long) records.records());
        all.put("record_bytes", records.bytes());
        all.put("revocations", (long) records.revocations());
        all.put("seen_ids", (long) records.seen());
        all.put("missing_ids", (long) records.missing());
        all.put("verifying", (long) records.verifying());
        all.put("estimated_nodes", (long) records.estimatedNodes());
        broadcast(records.counters(), all);
        var carried = view.unicast();
        all.put("destinations", (long) carried.destinations());
        all.put("frames_remembered", (long) carried.seen());
        carried.counters()
                .forEach(
                        (what, count) ->
                                all.put("unicast_" + what.name().toLowerCase(Locale.ROOT), count));
        view.carrierDrops().forEach((why, count) -> all.put("dropped: " + why, count));
    }

    private static void broadcast(BroadcastView.Counters counters, Map<String, Long> all) {
        all.put("broadcast_delivered", counters.delivered());
        all.put("broadcast_duplicates", counters.duplicates());
        all.put("broadcast_forwarded", counters.forwarded());
        all.put("broadcast_announced", counters.announced());
        all.put("broadcast_grafts", counters.grafts());
        all.put("broadcast_prunes", counters.prunes());
        all.put("broadcast_answered", counters.answered());
        all.put("broadcast_beats", counters.beats());
        all.put("broadcast_invalid", counters.invalid());
        all.put("broadcast_out_of_time", counters.outOfTime());
        all.put("broadcast_stale", counters.stale());
        all.put("broadcast_over_quota", counters.overQuota());
        all.put("broadcast_strangers", counters.strangers());
        all.put("broadcast_broken_promises", counters.brokenPromises());
    }
}
