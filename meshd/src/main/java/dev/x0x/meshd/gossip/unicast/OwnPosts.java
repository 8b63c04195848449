// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of our own messages: by which hop each left, and which hops took custody and brought
 * no end-to-end sign. Custody acks cannot be believed; only the far end's answer can (DECISIONS
 * D3).
 */
final class OwnPosts {
    /** "Whose last two custodied messages got no end-to-end ack." */
    private static final int MISSES = 2;

    private final int most;
    private final Ways ways;
    private final LinkedHashMap<MachineId, Tally> tallies = new LinkedHashMap<>();

    /** Of one destination. */
    private static final class Tally {
        private MachineId leftBy;
        private MachineId custodian;
        private NextHops.Worked worked;
        private final Map<MachineId, Integer> misses = new HashMap<>(); // never iterated
    }

    OwnPosts(int most) {
        this.most = most;
        this.ways = new Ways(most);
    }

    /** A copy of a message left by this hop. */
    void left(CarrierHead head, MachineId hop) {
        ways.left(head, hop);
        tally(head.destination()).leftBy = hop;
        if (hop.equals(head.destination())) {
            tally(head.destination()).custodian = null; // nobody between us to be blamed
        }
    }

    /** The hops by which the attempts before left, the latest last. */
    List<MachineId> leftBy(CarrierHead head) {
        List<MachineId> hops = ways.of(head);
        if (!hops.isEmpty()) {
            return hops;
        }
        Tally tally = tallies.get(head.destination());
        return tally == null || tally.leftBy == null ? List.of() : List.of(tally.leftBy);
    }

    /** This hop took custody of a message of ours. */
    void custodied(MachineId destination, MachineId hop) {
        tally(destination).custodian = hop;
    }

    /** Whether the answer, or that there was none, costs this hop its place; null if nobody's. */
    MachineId judge(MachineId destination, boolean arrived, long now) {
        Tally tally = tallies.get(destination);
        if (tally != null && arrived && tally.leftBy != null) {
            tally.worked = new NextHops.Worked(tally.leftBy, Duration.ofNanos(now));
        }
        if (tally == null || tally.custodian == null) {
            return null;
        }
        MachineId hop = tally.custodian;
        if (arrived) {
            tally.misses.remove(hop);
            return null;
        }
        tally.custodian = null; // one custody is held against a hop once
        if (tally.misses.size() > MISSES * 8) {
            tally.misses.clear();
        }
        if (tally.misses.merge(hop, 1, Integer::sum) < MISSES) {
            return null;
        }
        tally.misses.remove(hop);
        return hop;
    }

    /** The hop that brought a message there last, as far as is known. */
    Optional<NextHops.Worked> worked(MachineId destination) {
        Tally tally = tallies.get(destination);
        return tally == null ? Optional.empty() : Optional.ofNullable(tally.worked);
    }

    private Tally tally(MachineId destination) {
        Tally tally = tallies.remove(destination);
        if (tally == null) {
            tally = new Tally();
        }
        tallies.put(destination, tally); // the one unused longest is the eldest
        Routes.trim(tallies, most);
        return tally;
    }
}
