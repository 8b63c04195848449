// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.broadcast.Broadcast;
import dev.x0x.meshd.gossip.broadcast.BroadcastEffect;
import dev.x0x.meshd.gossip.broadcast.BroadcastEvent;
import dev.x0x.meshd.gossip.membership.Membership;
import dev.x0x.meshd.gossip.membership.MembershipEffect;
import dev.x0x.meshd.gossip.membership.MembershipEvent;
import dev.x0x.meshd.gossip.unicast.NextHops;
import dev.x0x.meshd.gossip.unicast.Unicast;
import dev.x0x.meshd.gossip.unicast.UnicastEffect;
import dev.x0x.meshd.gossip.unicast.UnicastEvent;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The honest node: what one of the three machines learns, the others are told here, and nowhere
 * else. Not thread-safe; one thread owns it.
 */
public final class Overlay implements MeshNode {
    private static final int MOST_CONFIRMING = 256;

    private final MachineId self;
    private final Membership membership;
    private final Broadcast broadcast;
    private final Unicast unicast;
    private final Map<MachineId, Boolean> confirming = new LinkedHashMap<>();
    private final Alarm membershipAlarm = new Alarm();
    private final Alarm broadcastAlarm = new Alarm();
    private final Alarm unicastAlarm = new Alarm();
    private final Map<String, Long> dropped = new LinkedHashMap<>();

    // Of the event being handled.
    private List<Effect> out = List.of();
    private Duration uptime = Duration.ZERO;
    private long wallMs;

    /** One machine's wish to be woken; {@code null} is none. */
    private static final class Alarm {
        private Duration at;

        void set(Duration wanted) {
            at = wanted;
        }

        boolean rings(Duration uptime) {
            if (at == null || at.compareTo(uptime) > 0) {
                return false;
            }
            at = null;
            return true;
        }
    }

    /** A node named {@code self}; all chance comes from {@code random}. */
    public Overlay(MachineId self, OverlaySettings settings, RandomGenerator random) {
        this.self = self;
        membership = new Membership(self, settings.membership(), random);
        broadcast = new Broadcast(self, settings.broadcast(), random);
        unicast = new Unicast(self, settings.unicast(), random);
    }

    /**
     * What was known before a restart: no record of this key up to this version is news. Before the
     * first event only.
     */
    public void floor(SignedRecord.Key key, long version) {
        broadcast(new BroadcastEvent.Floor(key, version));
    }

    @Override
    public List<Effect> on(Event event, Duration uptime, long wallMs) {
        this.out = new ArrayList<>();
        this.uptime = uptime;
        this.wallMs = wallMs;
        take(event);
        earliest().ifPresent(at -> out.add(new Effect.WakeAt(at)));
        return out;
    }

    private void take(Event event) {
        switch (event) {
            case Event.Started(var hint, var bootstrap, var cached) ->
                    membership(new MembershipEvent.Started(hint, bootstrap, cached));
            case Event.SelfChanged(var hint) -> membership(new MembershipEvent.SelfChanged(hint));
            case Event.LinkUp up -> linkUp(up);
            case Event.LinkDown(var peer) -> {
                membership(new MembershipEvent.LinkDown(peer));
                unicast(new UnicastEvent.LinkDown(peer));
            }
            case Event.LinkMeasured(var peer, var rtt) -> {
                broadcast(new BroadcastEvent.Measured(peer, rtt));
                unicast(new UnicastEvent.Measured(peer, rtt));
            }
            case Event.LinkSuspect(var peer, var suspect) ->
                    broadcast(new BroadcastEvent.Suspect(peer, suspect));
            case Event.LinkRefused(var peer, var head) ->
                    unicast(new UnicastEvent.Refused(peer, head));
            case Event.LinkWritable(var peer) -> unicast(new UnicastEvent.Writable(peer));
            case Event.DialFailed(var target) -> membership(new MembershipEvent.DialFailed(target));
            case Event.Heard(var from, MembershipFrame frame, _) ->
                    membership(new MembershipEvent.Heard(from, frame));
            case Event.Heard(var from, BroadcastFrame frame, var bytes) ->
                    broadcast(new BroadcastEvent.Heard(from, frame, bytes));
            case Event.Malformed(var from) -> misbehaved(from, "malformed frame");
            case Event.Arrived(var from, var head, var frame, var custodyOf) ->
                    unicast(new UnicastEvent.Arrived(from, head, frame, custodyOf));
            case Event.Post(var head, var frame, var attempt) ->
                    unicast(new UnicastEvent.Post(head, frame, attempt));
            case Event.Acknowledged(var destination, var arrived) ->
                    unicast(new UnicastEvent.Acknowledged(destination, arrived));
            case Event.Verified(var ticket, var genuine) ->
                    broadcast(new BroadcastEvent.Verified(ticket, genuine));
            case Event.Publish(var signed) -> broadcast(new BroadcastEvent.Publish(signed));
            case Event.Known(var signed) -> known(signed);
            case Event.Beat(var slot, var chain, var link) ->
                    broadcast(
                            new BroadcastEvent.Beat(
                                    new BroadcastFrame.Heartbeat(1, self, chain, slot, link)));
            case Event.Seek(var key) -> broadcast(new BroadcastEvent.Seek(key, Optional.empty()));
            case Event.Trusted(var machines) -> membership(new MembershipEvent.Trusted(machines));
            case Event.Wake _ -> wake();
            case Event.Resumed _ -> {
                membership(new MembershipEvent.Resumed());
                broadcast(new BroadcastEvent.Resumed());
                unicast(new UnicastEvent.Resumed());
            }
        }
    }

    private void linkUp(Event.LinkUp up) {
        unicast(new UnicastEvent.LinkUp(up.hint().machine()));
        up.records().forEach(this::known);
        membership(new MembershipEvent.LinkUp(up.hint(), up.remote(), up.weDialled()));
    }

    private void known(SignedRecord signed) {
        broadcast(new BroadcastEvent.Known(signed));
        signed.hint()
                .filter(hint -> !hint.machine().equals(self))
                .ifPresent(hint -> membership(new MembershipEvent.Announced(hint)));
    }

    private void wake() {
        if (membershipAlarm.rings(uptime)) {
            membership(new MembershipEvent.Wake());
        }
        if (broadcastAlarm.rings(uptime)) {
            broadcast(new BroadcastEvent.Wake());
        }
        if (unicastAlarm.rings(uptime)) {
            unicast(new UnicastEvent.Wake());
        }
    }

    private Optional<Duration> earliest() {
        Duration first = membershipAlarm.at;
        for (Duration at : new Duration[] {broadcastAlarm.at, unicastAlarm.at}) {
            if (first == null || (at != null && at.compareTo(first) < 0)) {
                first = at;
            }
        }
        return Optional.ofNullable(first);
    }

    private void misbehaved(MachineId peer, String what) {
        broadcast(new BroadcastEvent.Misbehaved(peer, what));
    }

    private void membership(MembershipEvent event) {
        for (MembershipEffect effect : membership.on(event, uptime, wallMs)) {
            switch (effect) {
                case MembershipEffect.Send(var to, var frame) ->
                        out.add(new Effect.Send(to, frame));
                case MembershipEffect.Dial(var target) -> out.add(new Effect.Dial(target));
                case MembershipEffect.Release(var peer, var why) ->
                        out.add(new Effect.Release(peer, why));
                case MembershipEffect.NeighbourUp(var peer) -> {
                    out.add(new Effect.Neighbour(peer, true));
                    unicast(new UnicastEvent.Neighbour(peer, true));
                    broadcast(new BroadcastEvent.NeighbourUp(peer));
                }
                case MembershipEffect.NeighbourDown(var peer) -> {
                    out.add(new Effect.Neighbour(peer, false));
                    broadcast(new BroadcastEvent.NeighbourDown(peer));
                    unicast(new UnicastEvent.Neighbour(peer, false));
                }
                case MembershipEffect.Confirm(var machine, var introducer) ->
                        confirm(machine, introducer);
                case MembershipEffect.RoleIs(var role) -> out.add(new Effect.RoleIs(role));
                case MembershipEffect.Misbehaved(var peer, var what) -> misbehaved(peer, what);
                case MembershipEffect.CacheChanged _ -> out.add(new Effect.CacheChanged());
                case MembershipEffect.WakeAt(var at) -> membershipAlarm.set(at);
            }
        }
    }

    /** A hint that nobody signed is worth nothing until the announcement behind it is here. */
    private void confirm(MachineId machine, MachineId introducer) {
        SignedRecord.Key key = new SignedRecord.Key(RecordKind.ANNOUNCEMENT, machine);
        Optional<Hint> stored = broadcast.newest(key).flatMap(SignedRecord::hint);
        if (stored.isPresent()) {
            membership(new MembershipEvent.Confirmed(machine, stored));
        } else if (confirming.size() < MOST_CONFIRMING) {
            confirming.put(machine, true);
            broadcast(new BroadcastEvent.Seek(key, Optional.of(introducer)));
        } else {
            membership(new MembershipEvent.Confirmed(machine, Optional.empty()));
        }
    }

    private void broadcast(BroadcastEvent event) {
        for (BroadcastEffect effect : broadcast.on(event, uptime, wallMs)) {
            switch (effect) {
                case BroadcastEffect.Send(var to, var frame) -> out.add(new Effect.Send(to, frame));
                case BroadcastEffect.Verify(var ticket, var from, var signed) ->
                        out.add(new Effect.Verify(ticket, from, signed));
                case BroadcastEffect.Deliver(var signed, var via) -> {
                    out.add(new Effect.Deliver(signed, via));
                    signed.hint()
                            .filter(hint -> !hint.machine().equals(self))
                            .ifPresent(hint -> membership(new MembershipEvent.Announced(hint)));
                }
                case BroadcastEffect.Alive(
                                var machine,
                                var via,
                                var first,
                                var freshness,
                                var hops) -> {
                    if (first) {
                        out.add(new Effect.Alive(machine));
                    }
                    unicast(new UnicastEvent.Alive(machine, via, first, freshness, hops));
                }
                case BroadcastEffect.Found(var signed) -> found(signed);
                case BroadcastEffect.NotFound(var key) -> notFound(key);
                case BroadcastEffect.Scored(var peer, _, var prune, var introducer) ->
                        membership(new MembershipEvent.Scored(peer, prune, introducer));
                case BroadcastEffect.Useful(var peer) ->
                        membership(new MembershipEvent.Useful(peer));
                case BroadcastEffect.CutOff(var peer, var why) ->
                        out.add(new Effect.CutOff(peer, why));
                case BroadcastEffect.WakeAt(var at) -> broadcastAlarm.set(at);
            }
        }
    }

    private void found(SignedRecord signed) {
        out.add(new Effect.Found(signed));
        if (signed.kind() == RecordKind.ANNOUNCEMENT
                && confirming.remove(signed.subject()) != null) {
            membership(new MembershipEvent.Confirmed(signed.subject(), signed.hint()));
        }
    }

    private void notFound(SignedRecord.Key key) {
        out.add(new Effect.NotFound(key));
        if (key.kind() == RecordKind.ANNOUNCEMENT && confirming.remove(key.subject()) != null) {
            membership(new MembershipEvent.Confirmed(key.subject(), Optional.empty()));
        }
    }

    private void unicast(UnicastEvent event) {
        for (UnicastEffect effect : unicast.on(event, uptime, wallMs)) {
            switch (effect) {
                case UnicastEffect.Forward(var to, var head, var frame, var hopLimit) ->
                        out.add(new Effect.Forward(to, head, frame, hopLimit));
                case UnicastEffect.Custody(var to, var of) -> out.add(new Effect.Custody(to, of));
                case UnicastEffect.Deliver(var via, var head, var frame) ->
                        out.add(new Effect.DeliverCarrier(via, head, frame));
                case UnicastEffect.Stuck(var head, var why) -> out.add(new Effect.Stuck(head, why));
                case UnicastEffect.Dropped(_, var why) -> dropped.merge(why, 1L, Long::sum);
                case UnicastEffect.Misbehaved(var peer, var what) -> misbehaved(peer, what);
                case UnicastEffect.WakeAt(var at) -> unicastAlarm.set(at);
            }
        }
    }

    /** The ways on toward a machine; empty if none is known. */
    public Optional<NextHops> nextHops(MachineId machine) {
        return unicast.nextHops(machine);
    }

    /** What is known and going on; a copy, but for the machines' own views. */
    public OverlayView view() {
        return new OverlayView(
                membership.view(), broadcast.view(), unicast.view(), Map.copyOf(dropped));
    }
}
