// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.unicast.UnicastView.Count;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Frames in our custody, and how they leave it. */
final class Forwarding {
    private final MachineId self;
    private final UnicastSettings settings;
    private final OwnPosts own;
    private final Choice choice;
    private final Ways ways;
    final LinkedHashMap<MachineId, Egress> links = new LinkedHashMap<>();
    final Map<Count, Long> counters = new EnumMap<>(Count.class);
    private final LinkedHashMap<MachineId, Bucket> floods = new LinkedHashMap<>();
    private final TreeSet<Copy> deadlines = new TreeSet<>();
    private final LinkedHashSet<Egress> stirred = new LinkedHashSet<>();
    private List<UnicastEffect> out = List.of();
    private long now;
    private long wallMs;
    private long copies;

    Forwarding(
            MachineId self,
            UnicastSettings settings,
            Routes routes,
            OwnPosts own,
            RandomGenerator random) {
        this.self = self;
        this.settings = settings;
        this.own = own;
        this.ways = new Ways(settings.mostSeenOfLink());
        this.choice = new Choice(links, routes, random);
    }

    /** One event begins; what it does is added to {@code effects}. */
    void begin(List<UnicastEffect> effects, long uptime, long wall) {
        out = effects;
        now = uptime;
        wallMs = wall;
    }

    void count(Count what) {
        counters.merge(what, 1L, Long::sum);
    }

    void linkUp(MachineId peer) {
        links.computeIfAbsent(peer, _ -> new Egress(peer, settings)).silent = false;
    }

    /** What the link held goes again by another hop at once. */
    void linkDown(MachineId peer) {
        Egress down = links.remove(peer);
        floods.remove(peer);
        if (down == null) {
            return;
        }
        stirred.remove(down);
        for (Copy copy : down.awaiting()) {
            deadlines.remove(copy);
            gone(copy);
        }
        down.drain().forEach(this::gone);
    }

    void refused(MachineId peer, CarrierHead head) {
        Egress link = links.get(peer);
        if (link == null) {
            return;
        }
        link.blocked = true;
        Copy copy = link.settled(FrameKey.ofFrame(head));
        if (copy == null) {
            if (head.origin().equals(self) && head.destination().equals(peer)) {
                stuck(head, "the link has no room");
            }
            return;
        }
        deadlines.remove(copy);
        Carried carried = copy.carried;
        carried.tried.remove(peer); // it never left
        Egress other = carried.flooded ? null : choice.next(carried);
        if (other == null || other.blocked || !offer(carried, other)) {
            link.putBack(copy);
        } else {
            carried.copyGone();
        }
    }

    void writable(MachineId peer) {
        Egress link = links.get(peer);
        if (link != null) {
            link.blocked = false;
            stirred.add(link);
        }
    }

    /** The links by which earlier copies of this message of another's left here. */
    List<MachineId> leftBy(CarrierHead head) {
        return ways.of(head);
    }

    /** Finds the frame a way on and queues it there; otherwise says why not. */
    String place(Carried carried) {
        Egress next = choice.next(carried);
        if (next != null) {
            return offer(carried, next) ? null : "the queue toward the next hop is full";
        }
        return flood(carried);
    }

    /**
     * With no way left to try, up to three neighbours get a copy with a small hop limit, and each
     * sends it along its own way. A copy that may be a flooded one multiplies no more: it goes on
     * to one neighbour. Where the destination's own link did not answer there is nothing to look
     * for.
     */
    private String flood(Carried carried) {
        if (carried.flooded
                || carried.strayed >= settings.floodCopies()
                || carried.tried.contains(carried.head.destination())) {
            return "no way on";
        }
        int most = mayMultiply(carried) ? settings.floodCopies() : 1;
        List<Egress> others = choice.others(carried, most);
        carried.hopLimit = Math.min(carried.hopLimit, settings.floodHopLimit());
        carried.flooded = most > 1;
        carried.strayed++;
        boolean queued = false;
        for (Egress other : others) {
            if (offer(carried, other)) {
                count(Count.FLOODED);
                queued = true;
            }
        }
        return queued ? null : "no way on";
    }

    private boolean mayMultiply(Carried carried) {
        if (carried.ingress.equals(self)) {
            return true;
        }
        return carried.hopLimit >= settings.floodHopLimit()
                && floods.computeIfAbsent(
                                carried.ingress,
                                _ -> new Bucket(settings.floodRate(), settings.floodBurst(), now))
                        .take(carried.head.bytes() * settings.floodCopies(), now);
    }

    private boolean offer(Carried carried, Egress link) {
        boolean mine = carried.ingress.equals(self);
        if (mine && link.peer.equals(carried.head.destination())) {
            return handDirectly(carried, link);
        }
        if (!makeRoom(carried, link)) {
            return false;
        }
        link.add(new Copy(carried, copies++));
        carried.copies++;
        stirred.add(link);
        return true;
    }

    /** Our own, to the destination itself: nobody in between whose custody we would wait for. */
    private boolean handDirectly(Carried carried, Egress link) {
        if (link.blocked) {
            return false;
        }
        own.left(carried.head, link.peer);
        count(Count.FORWARDED);
        out.add(
                new UnicastEffect.Forward(
                        link.peer, carried.head, carried.frame, carried.hopLimit));
        carried.tried.add(link.peer);
        carried.end(Carried.State.PASSED);
        return true;
    }

    /** Drops from the longest queue (DECISIONS D1); never our own, and never for a longer one. */
    private boolean makeRoom(Carried carried, Egress link) {
        while (!link.fits(carried.head.bytes())) {
            MachineId longest = link.longest(self);
            if (longest == null
                    || link.waitingBytesOf(longest) <= link.waitingBytesOf(carried.ingress)) {
                return false;
            }
            Carried victim = link.dropNewest(longest).carried;
            victim.copyGone();
            if (victim.copies == 0 && victim.state == Carried.State.HELD) {
                lost(victim, "the queue toward the next hop is full");
            }
        }
        return true;
    }

    /** A custody ack came; whether it is for something that was sent on this link. */
    boolean custody(MachineId from, FrameKey key, Carried seen) {
        Egress link = links.get(from);
        Copy copy = link == null ? null : link.settled(key);
        Carried carried = copy == null ? seen : copy.carried;
        if (carried == null || !carried.tried.contains(from)) {
            return false;
        }
        if (carried.state == Carried.State.HELD && !carried.cameRound.contains(from)) {
            carried.end(Carried.State.PASSED);
            if (carried.ingress.equals(self)) {
                own.custodied(carried.head.destination(), from);
            }
        }
        if (copy != null) {
            deadlines.remove(copy);
            carried.copyGone();
            stirred.add(link);
        }
        return true;
    }

    /**
     * The frame came again, from a link that has custody of its copy. With no fewer hops left than
     * it went on with, it is only another copy. Else it may have come round: then custody acks of
     * those it was handed to say nothing, and what is left to try is tried. Where nothing is, the
     * silence makes the sender try a next hop of its own.
     *
     * @return whether to answer with custody
     */
    boolean again(Carried before, MachineId from, CarrierHead head, byte[] frame) {
        count(Count.DUPLICATES);
        boolean round = before.tried.contains(from) || head.hopLimit() < before.hopLimit;
        if (!before.from.contains(from)) {
            before.from.add(from);
        }
        if (before.state != Carried.State.LOST && (before.tried.isEmpty() || !round)) {
            return true;
        }
        Egress next = head.hopLimit() == 0 ? null : choice.next(before);
        if (next == null) {
            return false;
        }
        Carried.State ended = before.state;
        before.hopLimit = Math.min(before.hopLimit, head.hopLimit() - 1);
        before.state = Carried.State.HELD;
        before.frame = frame;
        List<MachineId> handed = List.copyOf(before.tried);
        if (!offer(before, next)) {
            before.end(ended);
            return false;
        }
        before.cameRound.addAll(handed);
        handed.forEach(peer -> cancel(before, peer));
        return true;
    }

    private void cancel(Carried carried, MachineId peer) {
        Egress link = links.get(peer);
        Copy copy = link == null ? null : link.settled(carried.key);
        if (copy != null) {
            deadlines.remove(copy);
            carried.copyGone();
            stirred.add(link);
        }
    }

    void overdue() {
        while (!deadlines.isEmpty() && deadlines.first().deadline <= now) {
            Copy copy = deadlines.pollFirst();
            Egress link = copy.egress;
            link.settled(copy.carried.key);
            stirred.add(link);
            count(Count.OVERDUE);
            // A frame of others that went astray may have found no way on there.
            boolean astray = copy.carried.strayed > 0 && !copy.carried.ingress.equals(self);
            if (!link.silent && !astray) {
                link.silent = true;
                moveWaiting(link);
            }
            gone(copy);
        }
    }

    /** What waits for a silent link need not wait out its own time there. */
    private void moveWaiting(Egress link) {
        for (Copy copy : link.drain()) {
            Carried carried = copy.carried;
            Egress other =
                    carried.flooded || carried.state != Carried.State.HELD
                            ? link
                            : choice.next(carried);
            if (other == null || other == link || !offer(carried, other)) {
                link.add(copy);
            } else {
                carried.copyGone();
            }
        }
    }

    /** Gives every wait its full time again: the machine slept, nobody else was late. */
    void resumed() {
        List<Copy> waiting = new ArrayList<>(deadlines);
        deadlines.clear();
        for (Copy copy : waiting) {
            copy.egress.rearm(copy, now);
            deadlines.add(copy);
        }
        for (Egress link : links.values()) {
            link.silent = false;
        }
    }

    /** The earliest end of a wait, uptime in nanoseconds. */
    long earliest() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().deadline;
    }

    /** Hands to the links what the event made ready. */
    void settle() {
        while (!stirred.isEmpty()) {
            pump(stirred.removeFirst());
        }
    }

    private void pump(Egress link) {
        while (!link.blocked) {
            Copy copy = link.next();
            if (copy == null) {
                return;
            }
            Carried carried = copy.carried;
            boolean wanted = carried.state == Carried.State.HELD || carried.flooded;
            boolean twice = carried.tried.contains(link.peer);
            if (!wanted || twice || carried.forgetMs < wallMs) {
                carried.copyGone();
                if (carried.copies == 0 && carried.state == Carried.State.HELD) {
                    lost(carried, "expired");
                }
                continue;
            }
            hand(copy, link);
        }
    }

    private void hand(Copy copy, Egress link) {
        Carried carried = copy.carried;
        link.sent(copy, now);
        deadlines.add(copy);
        carried.tried.add(link.peer);
        if (carried.ingress.equals(self)) {
            own.left(carried.head, link.peer);
        } else {
            ways.left(carried.head, link.peer);
        }
        count(Count.FORWARDED);
        out.add(
                new UnicastEffect.Forward(
                        link.peer, carried.head, carried.frame, carried.hopLimit));
    }

    /** A copy came to nothing; if it was the last, the frame goes on by the next way. */
    private void gone(Copy copy) {
        Carried carried = copy.carried;
        carried.copyGone();
        if (carried.copies > 0 || carried.state != Carried.State.HELD) {
            return;
        }
        String why = carried.forgetMs < wallMs ? "expired" : place(carried);
        if (why != null) {
            lost(carried, why);
        }
    }

    private void lost(Carried carried, String why) {
        carried.end(Carried.State.LOST);
        if (carried.ingress.equals(self)) {
            stuck(carried.head, why);
        } else {
            dropped(carried.ingress, why);
        }
    }

    void stuck(CarrierHead head, String why) {
        count(Count.STUCK);
        out.add(new UnicastEffect.Stuck(head, why));
    }

    void dropped(MachineId from, String why) {
        count(Count.DROPPED);
        out.add(new UnicastEffect.Dropped(from, why));
    }
}
