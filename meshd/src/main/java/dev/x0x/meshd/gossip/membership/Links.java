// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** All links that are up, and among them the neighbours, oldest first. */
final class Links {
    /** More than this are not looked at: the driver has a limit of its own. */
    private static final int MOST = 1_024;

    private final Map<MachineId, Link> all = new LinkedHashMap<>();
    private final List<Link> neighbours = new ArrayList<>();
    private int dialled;
    private int routable;

    boolean full() {
        return all.size() >= MOST;
    }

    Optional<Link> get(MachineId peer) {
        return Optional.ofNullable(all.get(peer));
    }

    boolean contains(MachineId peer) {
        return all.containsKey(peer);
    }

    Collection<Link> all() {
        return all.values();
    }

    int size() {
        return all.size();
    }

    void up(Link link) {
        all.put(link.peer(), link);
        if (!link.local()) {
            routable++;
        }
    }

    void down(Link link) {
        if (all.remove(link.peer(), link) && !link.local()) {
            routable--;
        }
    }

    /** Whether there are links and every one of them stays in our own networks. */
    boolean onlyLocal() {
        return !all.isEmpty() && routable == 0;
    }

    List<Link> neighbours() {
        return neighbours;
    }

    int dialled() {
        return dialled;
    }

    int inbound() {
        return neighbours.size() - dialled;
    }

    void join(Link link, long now) {
        link.neighbourSince = now;
        neighbours.add(link);
        if (link.dialled()) {
            dialled++;
        }
    }

    void leave(Link link) {
        link.neighbourSince = -1;
        neighbours.remove(link);
        if (link.dialled()) {
            dialled--;
        }
    }

    /** A random neighbour that is neither of these. */
    Optional<Link> any(RandomGenerator random, MachineId not, MachineId nor) {
        int size = neighbours.size();
        if (size == 0) {
            return Optional.empty();
        }
        int start = random.nextInt(size);
        for (int i = 0; i < size; i++) {
            Link each = neighbours.get((start + i) % size);
            if (!each.peer().equals(not) && !each.peer().equals(nor)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** A random neighbour that is neither of these, one that we dialled if there is one. */
    Optional<Link> chosen(RandomGenerator random, MachineId not, MachineId nor) {
        int size = neighbours.size();
        int start = size == 0 ? 0 : random.nextInt(size);
        for (int i = 0; i < size; i++) {
            Link each = neighbours.get((start + i) % size);
            if (each.dialled() && !each.peer().equals(not) && !each.peer().equals(nor)) {
                return Optional.of(each);
            }
        }
        return any(random, not, nor);
    }

    /** A random neighbour that we dialled, except this one. */
    Optional<Link> anyDialled(RandomGenerator random, MachineId not) {
        int size = neighbours.size();
        int start = size == 0 ? 0 : random.nextInt(size);
        for (int i = 0; i < size; i++) {
            Link each = neighbours.get((start + i) % size);
            if (each.dialled() && !each.peer().equals(not)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The first that we dialled of those that this accepts. */
    Optional<Link> silentDialled(Predicate<Link> silent) {
        return neighbours.stream().filter(Link::dialled).filter(silent).findFirst();
    }

    /** Whether tenure protects this inbound neighbour: the oldest half is (MESH.md row 9). */
    boolean protectedInbound(Link link) {
        int half = (inbound() + 1) / 2;
        for (Link each : neighbours) {
            if (each == link) {
                return half > 0;
            }
            if (!each.dialled()) {
                half--;
            }
        }
        return false;
    }

    /** The inbound neighbour that came last, unless tenure protects it. */
    Optional<Link> youngestInbound() {
        for (Link each : neighbours.reversed()) {
            if (!each.dialled()) {
                return protectedInbound(each) ? Optional.empty() : Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The counted inbound neighbour of this group that came last, unless it is the only one. */
    Optional<Link> youngestOf(AddressGroup group) {
        List<Link> all =
                neighbours.stream()
                        .filter(each -> !each.dialled() && !each.exempt)
                        .filter(each -> each.group().sameNarrow(group))
                        .toList();
        return all.size() < 2 ? Optional.empty() : Optional.of(all.getLast());
    }
}
