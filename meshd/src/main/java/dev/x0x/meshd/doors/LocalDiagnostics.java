// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.LinkCounters;
import dev.x0x.meshd.link.LinkView;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.mail.MailCounters;
import dev.x0x.meshd.mesh.Mesh;
import dev.x0x.meshd.rest.DiagnosticsDoor;

import java.util.Map;
import java.util.TreeMap;

/** Counters of links and mail, for the HTTP server. */
public record LocalDiagnostics(MailCounters mail, LocalDirect direct, Links links, Mesh mesh)
        implements DiagnosticsDoor {
    @Override
    public Dm dm() {
        Map<String, Long> stats = mail.snapshot();
        stats.put("subscriber_events_evicted", direct.evicted());
        return new Dm(stats, Map.of(), direct.listeners(), LocalDirect.CAPACITY, 0);
    }

    @Override
    public Map<String, Long> gossip() {
        Map<String, Long> all = new TreeMap<>();
        mesh.view().ifPresent(view -> GossipCounters.put(view, all));
        all.put("frames_overflowed", mesh.overflows());
        return all;
    }

    @Override
    public Map<String, Long> transport() {
        LinkCounters counters = links.counters();
        Map<String, Long> all = new TreeMap<>();
        all.put("links", (long) links.views().size());
        all.put("dialled", counters.dialled());
        all.put("accepted", counters.accepted());
        all.put("sends_refused", counters.sendsRefused());
        for (DownCause cause : DownCause.values()) {
            all.put("refused_" + cause.code(), counters.refused().getOrDefault(cause, 0L));
            all.put("down_" + cause.code(), counters.down().getOrDefault(cause, 0L));
        }
        all.put("bytes_in", links.views().stream().mapToLong(LinkView::bytesIn).sum());
        all.put("bytes_out", links.views().stream().mapToLong(LinkView::bytesOut).sum());
        return all;
    }
}
