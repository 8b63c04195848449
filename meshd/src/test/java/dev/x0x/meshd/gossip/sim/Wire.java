// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.wire.OverlayFrame;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What links do: carry frames in order, late where a packet was lost or an uplink is busy, never
 * with a gap; fall silent; end.
 */
final class Wire {
    /** Of a link's outbound queue (MESH.md row 43). */
    static final long MOST_QUEUED = 2 << 20;

    /** A custody ack: a carrier frame without a key, with 16 bytes of body (DECISIONS A1). */
    static final int CUSTODY_BYTES = 1 + 1 + 16 + 32 + 32 + 1 + 8 + 8 + 16 + 2 + 4 + 16;

    private static final int CUSTODY_KIND = 3;
    private static final byte[] NOTHING = {};

    private final Simulation sim;

    Wire(Simulation sim) {
        this.sim = sim;
    }

    void send(Host from, MachineId to, OverlayFrame frame) {
        SimLink link = from.links.get(to);
        if (link == null) {
            sim.traffic.withoutLink++;
            return;
        }
        Host peer = link.peerOf(from);
        int bytes = FrameSize.of(frame);
        sim.traffic.add(from, peer, FrameName.of(frame), bytes + FrameSize.LINK_FRAMING);
        for (int i = 0; i < sim.watchers.size(); i++) {
            sim.watchers.get(i).sent(from, peer, frame, bytes);
        }
        transmit(link, from, new Event.Heard(from.id, frame, bytes), bytes);
    }

    /** Bytes that are no frame. */
    void garbage(Host from, MachineId to, int bytes) {
        SimLink link = from.links.get(to);
        if (link != null) {
            transmit(link, from, new Event.Malformed(from.id), bytes);
        }
    }

    void forward(Host from, MachineId to, CarrierHead head, byte[] frame, int hopLimit) {
        SimLink link = from.links.get(to);
        if (link == null) {
            sim.traffic.withoutLink++;
            return;
        }
        Host peer = link.peerOf(from);
        CarrierHead sent =
                new CarrierHead(
                        head.kind(),
                        head.hashHigh(),
                        head.hashLow(),
                        head.ours(),
                        head.destination(),
                        head.origin(),
                        hopLimit,
                        head.createdMs(),
                        head.expiresMs(),
                        head.messageHigh(),
                        head.messageLow(),
                        head.bytes());
        sim.traffic.add(from, peer, FrameName.CARRIER, head.bytes() + FrameSize.LINK_FRAMING);
        sim.watchers.forEach(w -> w.forwarded(from, peer, sent));
        transmit(link, from, new Event.Arrived(from.id, sent, frame, NOTHING), head.bytes());
    }

    void custody(Host from, MachineId to, CarrierHead of) {
        SimLink link = from.links.get(to);
        if (link == null) {
            sim.traffic.withoutLink++;
            return;
        }
        long now = sim.wallMs(from);
        byte[] body = ByteBuffer.allocate(16).putLong(of.hashHigh()).putLong(of.hashLow()).array();
        CarrierHead head =
                new CarrierHead(
                        CUSTODY_KIND,
                        EventHash.mix(of.hashHigh() ^ now),
                        EventHash.mix(of.hashLow() ^ from.index),
                        true,
                        to,
                        from.id,
                        1,
                        now,
                        now + 30_000,
                        of.messageHigh(),
                        of.messageLow(),
                        CUSTODY_BYTES);
        Host peer = link.peerOf(from);
        int size = CUSTODY_BYTES + FrameSize.LINK_FRAMING;
        sim.traffic.add(from, peer, FrameName.CUSTODY, size);
        transmit(link, from, new Event.Arrived(from.id, head, NOTHING, body), CUSTODY_BYTES);
    }

    private void transmit(SimLink link, Host from, Event event, int bytes) {
        int end = link.endOf(from);
        long leaves = sim.now();
        int onWire = Traffic.onWire(bytes + FrameSize.LINK_FRAMING);
        if (from.uplink > 0) {
            if (link.queuedAt(end, sim.now()) + onWire > MOST_QUEUED) {
                refuse(link, end, event);
                return;
            }
            leaves = Math.max(leaves, from.uplinkFreeAt) + onWire * 1_000_000L / from.uplink;
            from.uplinkFreeAt = leaves;
            link.enqueue(end, leaves, onWire);
            from.mostQueued = Math.max(from.mostQueued, link.queuedAt(end, sim.now()));
        }
        long arrives = leaves + link.latency;
        if (sim.net.loss() > 0) {
            int packets = (onWire + FrameSize.PACKET - 1) / FrameSize.PACKET;
            if (sim.random.nextDouble() < 1 - Math.pow(1 - sim.net.loss(), packets)) {
                arrives += 3 * link.latency; // found and repaired in one and a half round trips
            }
        }
        arrives = Math.max(arrives, link.lastArrival[end]);
        link.lastArrival[end] = arrives;
        Host to = link.peerOf(from);
        Arrival arrival = new Arrival(link, to, event);
        if (sim.net.downAfter() == 0 && link.cut() && link.open[end]) {
            sim.at(sim.now() + 2 * link.latency, () -> down(link, end));
        } else if (link.silent) {
            hold(link, to, arrival);
        } else {
            sim.at(arrives, arrival);
        }
    }

    private void refuse(SimLink link, int end, Event event) {
        sim.traffic.refused++;
        Host by = link.end[end];
        if (event instanceof Event.Arrived carrier && carrier.head().kind() != CUSTODY_KIND) {
            sim.later(sim.now(), by, new Event.LinkRefused(link.peerOf(by).id, carrier.head()));
        }
        if (!link.refused[end]) {
            link.refused[end] = true;
            long room = link.waiting.get(end).peekLast().leavesAt();
            sim.at(
                    room,
                    () -> {
                        link.refused[end] = false;
                        Host host = link.end[end];
                        if (link.open[end] && link.alive(end)) {
                            sim.deliver(host, new Event.LinkWritable(link.peerOf(host).id));
                        }
                    });
        }
    }

    private void hold(SimLink link, Host to, Occurrence arrival) {
        if (link.alive(0) && link.alive(1)) {
            link.held.add(new SimLink.Held(to, arrival));
        }
    }

    /** A frame on its way. */
    private final class Arrival extends Occurrence {
        private final SimLink link;
        private final Host to;
        private final Event event;

        Arrival(SimLink link, Host to, Event event) {
            this.link = link;
            this.to = to;
            this.event = event;
        }

        @Override
        void happen() {
            int end = link.endOf(to);
            if (!link.open[end] || !link.alive(end)) {
                return;
            }
            if (link.silent) {
                hold(link, to, this);
                return;
            }
            if (event instanceof Event.Heard heard) {
                for (int i = 0; i < sim.watchers.size(); i++) {
                    sim.watchers.get(i).heard(to, heard.frame());
                }
                sim.deliver(to, event, (long) link.end[1 - end].index << 32 | heard.bytes());
            } else {
                sim.deliver(to, event);
            }
        }
    }

    void close(Host by, MachineId peer) {
        SimLink link = by.links.get(peer);
        if (link != null) {
            close(link, by, true);
        }
    }

    /** One end ends the link; the other hears of it after everything sent before. */
    void close(SimLink link, Host by, boolean tell) {
        int end = link.endOf(by);
        Host peer = link.peerOf(by);
        if (!link.open[end]) {
            return;
        }
        link.open[end] = false;
        by.links.remove(peer.id, link);
        if (tell) {
            sim.later(sim.now(), by, new Event.LinkDown(peer.id));
        }
        long told = Math.max(sim.now() + link.latency, link.lastArrival[end]);
        if (!link.silent) {
            sim.at(told, () -> down(link, 1 - end));
        }
    }

    /** An end learns that the link is no more. */
    private void down(SimLink link, int end) {
        Host host = link.end[end];
        if (!link.open[end] || !link.alive(end) || !host.up()) {
            return;
        }
        link.open[end] = false;
        Host peer = link.peerOf(host);
        host.links.remove(peer.id, link);
        sim.deliver(host, new Event.LinkDown(peer.id));
    }

    /** Something changed for the hosts of this link: it falls silent, or speaks again. */
    void refresh(SimLink link) {
        boolean cut = link.cut();
        if (cut && !link.silent) {
            link.silent = true;
            int silence = ++link.silence;
            if (sim.net.downAfter() > 0) {
                sim.at(sim.now() + sim.net.suspectAfter(), () -> suspect(link, silence));
                sim.at(sim.now() + sim.net.downAfter(), () -> lost(link, silence));
            }
        } else if (!cut && link.silent) {
            link.silent = false;
            link.silence++;
            doubt(link, false);
            List<SimLink.Held> held = List.copyOf(link.held);
            link.held.clear();
            for (SimLink.Held each : held) {
                sim.at(sim.now() + link.latency, each.arrival());
            }
            for (int end = 0; end < 2; end++) {
                // It dropped the link meanwhile, and now its packets say so.
                if (!link.open[end]) {
                    int other = 1 - end;
                    sim.at(sim.now() + 2 * link.latency, () -> down(link, other));
                }
            }
        }
    }

    /** After sleep: what is left of a link goes on, what the peer gave up is found dead. */
    void resume(SimLink link, Host host) {
        int end = link.endOf(host);
        if (link.silent && !link.alive(1 - end)) {
            sim.at(sim.now() + 2 * link.latency, () -> down(link, end));
        }
        refresh(link);
    }

    private void suspect(SimLink link, int silence) {
        if (link.silent && link.silence == silence) {
            doubt(link, true);
        }
    }

    private void doubt(SimLink link, boolean suspect) {
        if (link.suspected == suspect) {
            return;
        }
        link.suspected = suspect;
        for (int end = 0; end < 2; end++) {
            Host host = link.end[end];
            if (link.open[end] && link.alive(end) && host.up()) {
                sim.deliver(host, new Event.LinkSuspect(link.peerOf(host).id, suspect));
            }
        }
    }

    private void lost(SimLink link, int silence) {
        if (link.silent && link.silence == silence) {
            link.held.clear();
            down(link, 0);
            down(link, 1);
        }
    }
}
