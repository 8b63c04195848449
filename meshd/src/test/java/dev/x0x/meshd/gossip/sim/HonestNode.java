// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.Overlay;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.broadcast.BroadcastView;
import dev.x0x.meshd.gossip.membership.MembershipView;
import dev.x0x.meshd.gossip.wire.Hint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What the daemon runs: {@link Overlay}. */
record HonestNode(OverlaySettings settings) implements NodeKind {
    @Override
    public MeshNode start(Host host, RandomGenerator random) {
        return new Overlay(host.id, settings, random);
    }

    @Override
    public Glimpse glimpse(MeshNode node) {
        return new Seen(((Overlay) node).view());
    }

    @Override
    public boolean announces() {
        return true;
    }

    /** A node's own view, as the measures want it. */
    record Seen(OverlayView view) implements Glimpse {
        @Override
        public Collection<MachineId> neighbours() {
            return view.membership().neighbours().stream()
                    .map(MembershipView.Neighbour::machine)
                    .toList();
        }

        @Override
        public Collection<MachineId> eager() {
            return view.broadcast().links().stream()
                    .filter(BroadcastView.LinkView::eager)
                    .map(BroadcastView.LinkView::peer)
                    .toList();
        }

        @Override
        public Collection<MachineId> dialled() {
            return view.membership().neighbours().stream()
                    .filter(MembershipView.Neighbour::dialled)
                    .map(MembershipView.Neighbour::machine)
                    .toList();
        }

        @Override
        public Collection<MachineId> book() {
            List<MachineId> all = new ArrayList<>(view.membership().book());
            all.addAll(view.membership().tried());
            return all;
        }

        @Override
        public List<Hint> cache() {
            return view.membership().cache();
        }

        @Override
        public Map<String, Integer> tables() {
            Map<String, Integer> sizes = new LinkedHashMap<>();
            sizes.put("links", view.membership().links());
            sizes.put("book", view.membership().filled());
            sizes.put("tried", view.membership().tried().size());
            sizes.put("attempts", view.membership().attempts());
            sizes.put("records", view.broadcast().records());
            sizes.put("seen_records", view.broadcast().seen());
            sizes.put("missing", view.broadcast().missing());
            sizes.put("searches", view.broadcast().searches() + view.broadcast().routes());
            sizes.put("timers", view.broadcast().timers());
            sizes.put("destinations", view.unicast().destinations());
            sizes.put("seen_carriers", view.unicast().seen());
            return sizes;
        }
    }
}
