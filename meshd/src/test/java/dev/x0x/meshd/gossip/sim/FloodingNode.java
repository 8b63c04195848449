// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.membership.Target;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The simplest node there is: it dials every address it is given, keeps every link, and sends every
 * record that verified to everyone else. It tries the simulator, and nothing more.
 */
final class FloodingNode implements MeshNode, Glimpse {
    static final NodeKind KIND =
            new NodeKind() {
                @Override
                public MeshNode start(Host host, RandomGenerator random) {
                    return new FloodingNode();
                }

                @Override
                public Glimpse glimpse(MeshNode node) {
                    return (FloodingNode) node;
                }
            };

    private record Unverified(MachineId from, int hops, SignedRecord record) {}

    private final Set<MachineId> links = new LinkedHashSet<>();
    private final Set<RecordId> seen = new HashSet<>();
    private final Map<Long, Unverified> unverified = new HashMap<>();
    private long ticket;

    @Override
    public List<Effect> on(Event event, Duration uptime, long wallMs) {
        List<Effect> out = new ArrayList<>();
        switch (event) {
            case Event.Started e -> {
                for (Endpoint each : e.bootstrap()) {
                    out.add(new Effect.Dial(new Target.Address(each)));
                }
            }
            case Event.LinkUp e -> links.add(e.hint().machine());
            case Event.LinkDown e -> links.remove(e.peer());
            case Event.Publish e -> {
                seen.add(e.record().id());
                spread(e.record(), 1, null, out);
            }
            case Event.Heard e -> {
                if (e.frame() instanceof BroadcastFrame.Gossip gossip
                        && seen.add(gossip.record().id())) {
                    unverified.put(
                            ++ticket, new Unverified(e.from(), gossip.hops(), gossip.record()));
                    out.add(new Effect.Verify(ticket, e.from(), gossip.record()));
                }
            }
            case Event.Verified e -> {
                Unverified known = unverified.remove(e.ticket());
                if (known != null && e.genuine()) {
                    out.add(new Effect.Deliver(known.record(), known.from()));
                    spread(known.record(), known.hops() + 1, known.from(), out);
                }
            }
            default -> {}
        }
        return out;
    }

    private void spread(SignedRecord record, int hops, MachineId not, List<Effect> out) {
        for (MachineId each : links) {
            if (!each.equals(not)) {
                out.add(new Effect.Send(each, new BroadcastFrame.Gossip(hops, record)));
            }
        }
    }

    @Override
    public Collection<MachineId> neighbours() {
        return links;
    }

    @Override
    public Collection<MachineId> eager() {
        return links;
    }

    @Override
    public Collection<MachineId> dialled() {
        return links;
    }

    @Override
    public Collection<MachineId> book() {
        return List.of();
    }

    @Override
    public List<Hint> cache() {
        return List.of();
    }

    @Override
    public Map<String, Integer> tables() {
        return Map.of("seen", seen.size());
    }
}
