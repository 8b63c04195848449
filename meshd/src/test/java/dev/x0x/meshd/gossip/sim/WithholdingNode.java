// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Effect;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.Overlay;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Looks honest and holds things back (X9): it takes part in everything, takes custody of every
 * message, and then part of what it should pass on does not leave it.
 */
final class WithholdingNode implements MeshNode {
    /** Above this a record or message is large. */
    private static final int SMALL = 1_024;

    /** What does not leave it. */
    enum Withholds {
        /** Everything that is not its own, and it announces nothing either. */
        EVERYTHING,
        /** What is large: it announces it, and then does not send it. */
        LARGE,
        /** Messages to the victims; their records it passes on, to be their next hop. */
        INBOX,
        /** Everything that the victims publish. */
        RECORDS
    }

    private final Overlay inner;
    private final MachineId self;
    private final Withholds what;
    private final Set<MachineId> victims;
    private final Set<RecordId> theirs = new HashSet<>();

    private WithholdingNode(Overlay inner, MachineId self, Withholds what, Set<MachineId> victims) {
        this.inner = inner;
        this.self = self;
        this.what = what;
        this.victims = victims;
    }

    /** The victims may still be chosen later, before anything is withheld from them. */
    static NodeKind kind(OverlaySettings settings, Withholds what, Set<MachineId> victims) {
        return new NodeKind() {
            @Override
            public MeshNode start(Host host, RandomGenerator random) {
                return new WithholdingNode(
                        new Overlay(host.id, settings, random), host.id, what, victims);
            }

            @Override
            public Glimpse glimpse(MeshNode node) {
                return new HonestNode.Seen(((WithholdingNode) node).inner.view());
            }

            @Override
            public boolean honest() {
                return false;
            }

            @Override
            public boolean announces() {
                return true;
            }
        };
    }

    @Override
    public List<Effect> on(Event event, Duration uptime, long wallMs) {
        if (event instanceof Event.Heard(_, BroadcastFrame.Gossip(_, SignedRecord record, _), _)
                && victims.contains(record.subject())) {
            theirs.add(record.id());
        }
        List<Effect> effects = inner.on(event, uptime, wallMs);
        List<Effect> let = new ArrayList<>(effects.size());
        for (Effect each : effects) {
            switch (each) {
                case Effect.Send(var to, BroadcastFrame.IHave(var ids)) -> {
                    List<RecordId> some = ids.stream().filter(id -> !hidden(id)).toList();
                    if (!some.isEmpty()) {
                        let.add(new Effect.Send(to, new BroadcastFrame.IHave(some)));
                    }
                }
                case Effect.Send(_, BroadcastFrame frame) when held(frame) -> {}
                case Effect.Forward forward when held(forward) -> {}
                default -> let.add(each);
            }
        }
        return let;
    }

    private boolean hidden(RecordId id) {
        return what == Withholds.EVERYTHING || (what == Withholds.RECORDS && theirs.contains(id));
    }

    private boolean held(BroadcastFrame frame) {
        return switch (frame) {
            case BroadcastFrame.Gossip gossip -> held(gossip.record());
            case BroadcastFrame.Found found -> held(found.record());
            case BroadcastFrame.Heartbeat beat ->
                    what == Withholds.EVERYTHING && !beat.origin().equals(self);
            case BroadcastFrame.Digest _ -> what == Withholds.EVERYTHING;
            case BroadcastFrame.IHave _,
                    BroadcastFrame.Graft _,
                    BroadcastFrame.Prune _,
                    BroadcastFrame.Want _,
                    BroadcastFrame.Lookup _ ->
                    false;
        };
    }

    private boolean held(SignedRecord record) {
        if (record.subject().equals(self)) {
            return false;
        }
        return switch (what) {
            case EVERYTHING -> true;
            case LARGE -> record.bytes().length > SMALL;
            case INBOX -> false;
            case RECORDS -> victims.contains(record.subject());
        };
    }

    private boolean held(Effect.Forward forward) {
        if (forward.head().origin().equals(self)) {
            return false;
        }
        return switch (what) {
            case EVERYTHING -> true;
            case LARGE -> forward.head().bytes() > SMALL;
            case INBOX -> victims.contains(forward.head().destination());
            case RECORDS -> false;
        };
    }
}
