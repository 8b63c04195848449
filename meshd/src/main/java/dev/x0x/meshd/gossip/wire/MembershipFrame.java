// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;

import java.util.List;

/** HyParView's messages with the amendments of MESH.md §3. */
public sealed interface MembershipFrame extends OverlayFrame {
    /** No list holds more: own hint, three neighbours and four of the book (MESH.md row 16). */
    int MOST_HINTS = 8;

    /** A newcomer asks the peer to make it known: the start of the random walks. */
    record Join(Hint self) implements MembershipFrame {}

    /**
     * A random walk that looks for a neighbour for the newcomer.
     *
     * @param nonce names the walk; offers go back along it
     * @param ttl hops left; clamped to our own maximum
     */
    record ForwardJoin(long nonce, Hint newcomer, int ttl) implements MembershipFrame {}

    /**
     * The end of a walk offers itself; goes back hop by hop to the newcomer, who dials or waits.
     */
    record JoinOffer(long nonce, Hint from) implements MembershipFrame {}

    /**
     * Asks the peer at the other end of the link to be a neighbour.
     *
     * @param urgent the asker has none
     */
    record Neighbour(boolean urgent) implements MembershipFrame {}

    /** The answer, with others to ask after a no. */
    record NeighbourAnswer(boolean accepted, List<Hint> referral) implements MembershipFrame {}

    /**
     * We are no longer neighbours.
     *
     * @param alive keep us in mind; the link may stay for other uses
     */
    record Disconnect(boolean alive, List<Hint> referral) implements MembershipFrame {}

    /** A random walk that trades parts of address books; the answer goes back along it. */
    record Shuffle(long nonce, int ttl, List<Hint> hints) implements MembershipFrame {}

    /** What the end of the walk gives in return. */
    record ShuffleAnswer(long nonce, List<Hint> hints) implements MembershipFrame {}

    /** "Have somebody else dial me at the address you see" (DECISIONS D4). */
    record DialBackAsk(long nonce) implements MembershipFrame {}

    /** Passes that on to a machine without a link to the asker. */
    record DialBackOrder(long nonce, MachineId asker, Endpoint at) implements MembershipFrame {}

    /** Said over the link that the order made: the asker can be dialled. */
    record DialBackProof(long nonce) implements MembershipFrame {}
}
