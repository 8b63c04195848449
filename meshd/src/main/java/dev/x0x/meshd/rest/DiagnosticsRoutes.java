// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Counters of the layers below (REFERENCE.md §7.8). */
final class DiagnosticsRoutes {
    private static final List<String> DM_STATS =
            List.of(
                    "outgoing_send_total",
                    "outgoing_send_succeeded",
                    "outgoing_send_failed",
                    "outgoing_path_loopback",
                    "outgoing_path_raw_quic",
                    "outgoing_path_gossip_inbox",
                    "outgoing_path_relayed",
                    "incoming_envelopes_total",
                    "incoming_decode_failed",
                    "incoming_signature_failed",
                    "incoming_trust_rejected",
                    "incoming_dropped_revoked",
                    "incoming_dropped_expired",
                    "incoming_typed_route_dropped",
                    "ack_publish_route_failed",
                    "incoming_delivered_to_subscribe",
                    "subscriber_events_evicted",
                    "subscriber_channel_lagged",
                    "subscriber_channel_closed");

    private final DiagnosticsDoor diagnostics;

    DiagnosticsRoutes(DiagnosticsDoor diagnostics) {
        this.diagnostics = diagnostics;
    }

    Reply dm(Call call) {
        DiagnosticsDoor.Dm dm = diagnostics.dm();
        var stats = new JsonObject();
        DM_STATS.forEach(name -> stats.put(name, dm.stats().getOrDefault(name, 0L)));
        dm.stats().entrySet().stream()
                .filter(each -> !DM_STATS.contains(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> stats.put(each.getKey(), each.getValue()));
        var perPeer = new JsonObject();
        dm.perPeer().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> perPeer.put(each.getKey().hex(), peer(each.getValue())));
        return Reply.ok(
                JsonObject.ok()
                        .put("stats", stats)
                        .put("per_peer", perPeer)
                        .put("subscriber_count", dm.subscribers())
                        .put("subscriber_capacity", dm.subscriberCapacity())
                        .put("capability_store_entries", dm.capabilityEntries()));
    }

    private static JsonObject peer(DiagnosticsDoor.PeerDm peer) {
        return new JsonObject()
                .put("avg_rtt_ms", peer.averageRoundTrip().map(Duration::toMillis))
                .put("last_send_ms_ago", peer.sinceLastSent().map(Duration::toMillis))
                .put("last_recv_ms_ago", peer.sinceLastReceived().map(Duration::toMillis))
                .put("send_succeeded", peer.sent())
                .put("send_failed", peer.sendFailed())
                .put("recv_count", peer.received())
                .put("preferred_path", peer.preferredPath());
    }

    Reply gossip(Call call) {
        return Reply.ok(counters(diagnostics.gossip()));
    }

    Reply transport(Call call) {
        return Reply.ok(counters(diagnostics.transport()));
    }

    private static JsonObject counters(Map<String, Long> counters) {
        return JsonObject.ok().put("stats", ExecJson.counts(counters, name -> name));
    }
}
