// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.unicast.UnicastView.Count;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Carries messages toward one machine: events and time in, effects out (MESH.md §2, DECISIONS A1,
 * C1, D1, D3). A message costs one transmission a hop while the learned next hops hold; a hop that
 * does not take custody in time is passed by, and where no way is left a few neighbours are asked.
 */
public final class Unicast {
    private static final long NEVER = Long.MAX_VALUE;

    private final MachineId self;
    private final UnicastSettings settings;
    private final Routes routes;
    private final OwnPosts own;
    private final SeenFrames seen;
    private final Forwarding forwarding;
    private final LinkedHashMap<MachineId, Bucket> ingress = new LinkedHashMap<>();
    private long sweepAt = NEVER;
    private long armed = NEVER;

    /** Of this machine, not linked to anyone yet. */
    public Unicast(MachineId self, UnicastSettings settings, RandomGenerator random) {
        this.self = self;
        this.settings = settings;
        this.routes = new Routes(settings);
        this.own = new OwnPosts(settings.mostRemembered());
        this.seen = new SeenFrames(settings);
        this.forwarding = new Forwarding(self, settings, routes, own, random);
    }

    /**
     * Takes one event.
     *
     * @param uptime how long this node has been running
     * @param wallMs what its wall clock says, Unix milliseconds
     * @return what is to be done, in this order
     */
    public List<UnicastEffect> on(UnicastEvent event, Duration uptime, long wallMs) {
        long now = uptime.toNanos();
        List<UnicastEffect> out = new ArrayList<>(4);
        forwarding.begin(out, now, wallMs);
        if (event instanceof UnicastEvent.Resumed) {
            forwarding.resumed();
        }
        forwarding.overdue();
        take(event, now, wallMs, out);
        forwarding.settle();
        if (now >= sweepAt) {
            seen.sweep(wallMs);
            sweepAt = NEVER;
        }
        arm(now, out);
        return out;
    }

    private void take(UnicastEvent event, long now, long wallMs, List<UnicastEffect> out) {
        switch (event) {
            case UnicastEvent.LinkUp(MachineId peer) -> {
                forwarding.linkUp(peer);
                ingress.computeIfAbsent(
                        peer,
                        _ -> new Bucket(settings.ingressRate(), settings.ingressBurst(), now));
            }
            case UnicastEvent.LinkDown(MachineId peer) -> {
                forwarding.linkDown(peer);
                ingress.remove(peer);
            }
            case UnicastEvent.Neighbour(MachineId peer, boolean up) ->
                    onLink(peer, link -> link.neighbour = up);
            case UnicastEvent.Measured(MachineId peer, Duration rtt) ->
                    onLink(
                            peer,
                            link -> {
                                link.rtt = rtt.toNanos();
                                link.silent = false;
                            });
            case UnicastEvent.Alive alive -> {
                if (!alive.machine().equals(self)) {
                    routes.learn(alive, now);
                }
            }
            case UnicastEvent.Arrived arrived -> arrived(arrived, now, wallMs, out);
            case UnicastEvent.Post post -> post(post, wallMs);
            case UnicastEvent.Acknowledged(MachineId destination, boolean arrived) -> {
                MachineId swallows = own.judge(destination, arrived, now);
                if (swallows != null && routes.demote(destination, swallows, now)) {
                    forwarding.count(Count.DEMOTED);
                }
            }
            case UnicastEvent.Refused(MachineId peer, CarrierHead head) ->
                    forwarding.refused(peer, head);
            case UnicastEvent.Writable(MachineId peer) -> forwarding.writable(peer);
            case UnicastEvent.Wake _, UnicastEvent.Resumed _ -> {}
        }
    }

    private void onLink(MachineId peer, Consumer<Egress> change) {
        Egress link = forwarding.links.get(peer);
        if (link != null) {
            change.accept(link);
        }
    }

    private void arrived(
            UnicastEvent.Arrived arrived, long now, long wallMs, List<UnicastEffect> out) {
        MachineId from = arrived.from();
        CarrierHead head = arrived.head();
        HeadFault fault = HeadFault.ofArrived(arrived, self, settings, wallMs);
        if (fault != null) {
            refuse(from, fault, out);
            return;
        }
        onLink(from, link -> link.silent = false);
        if (head.kind() == HeadFault.CUSTODY_ACK) {
            FrameKey key = FrameKey.of(arrived.custodyOf());
            if (!forwarding.custody(from, key, seen.get(key))) {
                forwarding.dropped(from, "custody of nothing that went there");
            }
            return;
        }
        Carried before = seen.get(FrameKey.ofFrame(head));
        boolean custody;
        if (before != null && before.state == Carried.State.DELIVERED) {
            forwarding.count(Count.DUPLICATES);
            custody = true;
        } else if (head.destination().equals(self)) {
            remember(carried(head, arrived.frame(), from), now).end(Carried.State.DELIVERED);
            forwarding.count(Count.DELIVERED);
            out.add(new UnicastEffect.Deliver(from, head, arrived.frame()));
            custody = true;
        } else if (before != null) {
            custody = forwarding.again(before, from, head, arrived.frame());
        } else {
            custody = takeCustody(arrived, now);
        }
        // The origin waits for no custody of what it handed to the destination itself.
        if (custody && !(head.destination().equals(self) && head.origin().equals(from))) {
            out.add(new UnicastEffect.Custody(from, head));
        }
    }

    private void refuse(MachineId from, HeadFault fault, List<UnicastEffect> out) {
        if (fault.breach()) {
            forwarding.count(Count.BREACHES);
            out.add(new UnicastEffect.Misbehaved(from, fault.what()));
        } else {
            forwarding.dropped(from, fault.what());
        }
    }

    private boolean takeCustody(UnicastEvent.Arrived arrived, long now) {
        CarrierHead head = arrived.head();
        MachineId from = arrived.from();
        Bucket quota = ingress.get(from);
        String why;
        if (head.origin().equals(self)) {
            why = "our own, come back";
        } else if (head.hopLimit() == 0) {
            why = "hop limit used up";
        } else if (quota == null || !quota.take(head.bytes(), now)) {
            why = "over the link's quota";
        } else {
            Carried carried = carried(head, arrived.frame(), from);
            carried.avoid = forwarding.leftBy(head);
            why = forwarding.place(carried);
            if (why == null) {
                remember(carried, now);
                forwarding.count(Count.CUSTODIES);
                return true;
            }
        }
        forwarding.dropped(from, why);
        return false;
    }

    private void post(UnicastEvent.Post post, long wallMs) {
        CarrierHead head = post.head();
        HeadFault fault = HeadFault.ofOwn(head, self, settings, wallMs);
        if (fault != null) {
            forwarding.stuck(head, fault.what());
            return;
        }
        if (seen.get(FrameKey.ofFrame(head)) != null) {
            forwarding.stuck(head, "sent before, byte for byte");
            return;
        }
        Carried carried = carried(head, post.frame(), self);
        if (post.attempt() > 0) {
            carried.avoid = own.leftBy(head);
        }
        String why = forwarding.place(carried);
        if (why != null) {
            forwarding.stuck(head, why);
            return;
        }
        seen.add(carried);
        forwarding.count(Count.POSTED);
    }

    private Carried carried(CarrierHead head, byte[] frame, MachineId from) {
        int onward = from.equals(self) ? head.hopLimit() : head.hopLimit() - 1;
        long forgetMs = head.expiresMs() + settings.skew().toMillis();
        return new Carried(head, frame, from, onward, forgetMs);
    }

    private Carried remember(Carried carried, long now) {
        seen.add(carried);
        if (sweepAt == NEVER) {
            sweepAt = now + settings.longestLife().plus(settings.skew()).toNanos();
        }
        return carried;
    }

    private void arm(long now, List<UnicastEffect> out) {
        if (sweepAt == NEVER && seen.size() > 0) {
            sweepAt = now + settings.longestLife().plus(settings.skew()).toNanos();
        }
        if (now >= armed) {
            armed = NEVER;
        }
        long earliest = Math.min(sweepAt, forwarding.earliest());
        if (earliest < armed) {
            armed = earliest;
            out.add(new UnicastEffect.WakeAt(Duration.ofNanos(earliest)));
        }
    }

    /** The ways on toward this machine; empty if nothing is known of any. */
    public Optional<NextHops> nextHops(MachineId destination) {
        boolean direct = forwarding.links.containsKey(destination);
        List<Hop> learned =
                routes.toward(destination).stream()
                        .filter(hop -> forwarding.links.containsKey(hop.peer()))
                        .toList();
        Optional<NextHops.Worked> worked = own.worked(destination);
        return direct || !learned.isEmpty() || worked.isPresent()
                ? Optional.of(new NextHops(direct, learned, worked))
                : Optional.empty();
    }

    /** What there is to see. */
    public UnicastView view() {
        List<UnicastView.LinkLoad> links = new ArrayList<>();
        for (Egress link : forwarding.links.values()) {
            links.add(
                    new UnicastView.LinkLoad(
                            link.peer,
                            link.neighbour,
                            link.silent,
                            link.blocked,
                            link.waitingFrames(),
                            link.waitingBytes(),
                            link.awaitingFrames(),
                            link.awaitingBytes()));
        }
        return new UnicastView(
                routes.size(),
                seen.size(),
                seen.talks(self),
                links,
                Map.copyOf(forwarding.counters));
    }
}
