// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens to a node, as far as membership cares. */
public sealed interface MembershipEvent {
    /**
     * The first event.
     *
     * @param bootstrap addresses of the configuration: hints, whoever answers there
     * @param cached who was worth dialling before the restart, best first
     */
    record Started(Hint self, List<Endpoint> bootstrap, List<Hint> cached)
            implements MembershipEvent {}

    /** Our own addresses or reachability changed. */
    record SelfChanged(Hint self) implements MembershipEvent {}

    /**
     * A link is up.
     *
     * @param hint from the announcement in the peer's Hello
     * @param remote where its packets come from
     */
    record LinkUp(Hint hint, Endpoint remote, boolean weDialled) implements MembershipEvent {}

    /** A link is down. */
    record LinkDown(MachineId peer) implements MembershipEvent {}

    /** A dial that we asked for came to nothing. */
    record DialFailed(Target target) implements MembershipEvent {}

    /** A neighbour, or a linked machine that wants to be one, said something. */
    record Heard(MachineId from, MembershipFrame frame) implements MembershipEvent {}

    /** A verified announcement says this; no introducer vouches for it. */
    record Announced(Hint hint) implements MembershipEvent {}

    /** The answer to {@link MembershipEffect.Confirm}: a verified announcement, or none was had. */
    record Confirmed(MachineId machine, Optional<Hint> hint) implements MembershipEvent {}

    /**
     * The peer's score changed its standing (MESH.md row 47).
     *
     * @param prune below 0: must not be a neighbour
     * @param trustedIntroducer above +20: may introduce
     */
    record Scored(MachineId peer, boolean prune, boolean trustedIntroducer)
            implements MembershipEvent {}

    /** The neighbour brought news lately (MESH.md §8.1, rung E of the ladder). */
    record Useful(MachineId peer) implements MembershipEvent {}

    /**
     * The machines of the operator's trusted contacts, all of them: address-group limits do not
     * count them (DECISIONS D2).
     */
    record Trusted(Set<MachineId> machines) implements MembershipEvent {
        /** Copies the set. */
        public Trusted {
            machines = Set.copyOf(machines);
        }
    }

    /** A time we asked for has come. */
    record Wake() implements MembershipEvent {}

    /** The machine slept or the clocks jumped: everything timed is stale. */
    record Resumed() implements MembershipEvent {}
}
