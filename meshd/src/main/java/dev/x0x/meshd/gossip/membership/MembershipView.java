// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Membership at one moment, for operators and tests.
 *
 * @param neighbours in the order in which they came
 * @param links all of them, neighbours or not
 * @param book machines in the hash-ranked slots
 * @param filled hash-ranked slots that are taken
 * @param tried machines dialled with success
 * @param attempts dials and requests under way
 * @param counters by name, since the start
 * @param cache who is worth dialling after a restart, best first
 */
public record MembershipView(
        Role role,
        List<Neighbour> neighbours,
        int links,
        List<MachineId> book,
        int filled,
        List<MachineId> tried,
        int attempts,
        Map<String, Long> counters,
        List<Hint> cache) {
    /**
     * One neighbour.
     *
     * @param age since it became one
     * @param dialled whether we dialled the link
     * @param protectedInbound whether tenure keeps it from being replaced (row 9)
     * @param reachable whether it says that others can dial it
     */
    public record Neighbour(
            MachineId machine,
            Duration age,
            boolean dialled,
            boolean protectedInbound,
            boolean reachable) {}
}
