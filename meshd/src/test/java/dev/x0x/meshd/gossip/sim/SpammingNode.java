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
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An honest node that says far too much besides (X12): ten times what a neighbour may, to every
 * neighbour, from the second minute on.
 */
final class SpammingNode implements MeshNode {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final int IDS = 128;

    /** What it floods with, ten times a second to each neighbour. */
    enum Spam {
        /** Two genuine records of its own: ten times the origin's share (row 40). */
        RECORDS,
        /** 200 records in others' names: ten times what is verified of a link (row 41). */
        FORGERIES,
        /** 20 genuine records of others, which everybody has had. */
        REPLAYS,
        /** A record longer than any may be. */
        OVERSIZE,
        /** Ten IHAVEs of ids that there are not, GRAFTs, WANTs and digests (rows 35 to 39). */
        IDS
    }

    private final Overlay inner;
    private final Host self;
    private final Spam spam;
    private final RandomGenerator random;
    private final List<SignedRecord> heard = new ArrayList<>();
    private Duration innerWake;
    private Duration next = QUIET;
    private long version;

    private SpammingNode(Overlay inner, Host self, Spam spam, RandomGenerator random) {
        this.inner = inner;
        this.self = self;
        this.spam = spam;
        this.random = random;
    }

    static NodeKind kind(OverlaySettings settings, Spam spam) {
        return new NodeKind() {
            @Override
            public MeshNode start(Host host, RandomGenerator random) {
                return new SpammingNode(new Overlay(host.id, settings, random), host, spam, random);
            }

            @Override
            public Glimpse glimpse(MeshNode node) {
                return new HonestNode.Seen(((SpammingNode) node).inner.view());
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
        if (event instanceof Event.Heard(_, BroadcastFrame.Gossip gossip, _)
                && heard.size() < 1_000) {
            heard.add(gossip.record());
        }
        List<Effect> out = new ArrayList<>();
        boolean mine = event instanceof Event.Wake && uptime.compareTo(next) >= 0;
        boolean inners = innerWake != null && innerWake.compareTo(uptime) <= 0;
        if (!mine || inners) {
            innerWake = null;
            for (Effect each : inner.on(event, uptime, wallMs)) {
                if (each instanceof Effect.WakeAt(Duration at)) {
                    innerWake = at;
                } else {
                    out.add(each);
                }
            }
        }
        while (uptime.compareTo(next) >= 0) {
            next = next.plus(EVERY);
            flood(wallMs, out);
        }
        boolean first = innerWake != null && innerWake.compareTo(next) < 0;
        out.add(new Effect.WakeAt(first ? innerWake : next));
        return out;
    }

    private void flood(long wallMs, List<Effect> out) {
        for (MachineId each : new HonestNode.Seen(inner.view()).neighbours()) {
            List<BroadcastFrame> frames = frames(wallMs);
            for (BroadcastFrame frame : frames) {
                out.add(new Effect.Send(each, frame));
            }
        }
    }

    private List<BroadcastFrame> frames(long wallMs) {
        List<BroadcastFrame> frames = new ArrayList<>();
        switch (spam) {
            case RECORDS -> {
                for (int i = 0; i < 2; i++) {
                    frames.add(gossip(1, own(wallMs, Stand.ADVERT)));
                }
            }
            case FORGERIES -> {
                for (int i = 0; i < 200; i++) {
                    SignedRecord forged = Stand.swapped(own(wallMs, Stand.ADVERT));
                    frames.add(gossip(3, forged));
                }
            }
            case REPLAYS -> {
                for (int i = 0; i < 20 && !heard.isEmpty(); i++) {
                    frames.add(gossip(3, heard.get(random.nextInt(heard.size()))));
                }
            }
            case OVERSIZE -> frames.add(gossip(1, own(wallMs, 70_000)));
            case IDS -> {
                for (int i = 0; i < 10; i++) {
                    frames.add(new BroadcastFrame.IHave(ids()));
                }
                frames.add(new BroadcastFrame.Graft(ids()));
                frames.add(new BroadcastFrame.Want(ids()));
                frames.add(new BroadcastFrame.Digest(ids()));
                frames.add(new BroadcastFrame.Prune());
            }
        }
        return frames;
    }

    private SignedRecord own(long wallMs, int bytes) {
        version = Math.max(version + 1, wallMs);
        return Stand.record(RecordKind.ADVERT, self, version, wallMs + 3_600_000, bytes);
    }

    private BroadcastFrame gossip(int hops, SignedRecord record) {
        return new BroadcastFrame.Gossip(hops, record, false);
    }

    private List<RecordId> ids() {
        List<RecordId> ids = new ArrayList<>(IDS);
        for (int i = 0; i < IDS; i++) {
            ids.add(new RecordId(random.nextLong(), random.nextLong()));
        }
        return ids;
    }
}
