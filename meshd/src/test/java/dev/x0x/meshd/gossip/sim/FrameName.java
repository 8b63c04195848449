// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.OverlayFrame;

/** What crosses links, for the accounts. */
enum FrameName {
    GOSSIP(0),
    IHAVE(1),
    GRAFT(2),
    PRUNE(3),
    DIGEST(4),
    WANT(5),
    LOOKUP(6),
    FOUND(7),
    HEARTBEAT(8),
    JOIN(9),
    FORWARD_JOIN(10),
    JOIN_OFFER(11),
    NEIGHBOUR(12),
    NEIGHBOUR_ANSWER(13),
    DISCONNECT(14),
    SHUFFLE(15),
    SHUFFLE_ANSWER(16),
    DIAL_BACK(17),
    CARRIER(18),
    CUSTODY(19),
    HELLO(20);

    /** Its place in the accounts and in the event hash. */
    final int number;

    FrameName(int number) {
        this.number = number;
    }

    static FrameName of(OverlayFrame frame) {
        return switch (frame) {
            case BroadcastFrame.Gossip _ -> GOSSIP;
            case BroadcastFrame.IHave _ -> IHAVE;
            case BroadcastFrame.Graft _ -> GRAFT;
            case BroadcastFrame.Prune _ -> PRUNE;
            case BroadcastFrame.Digest _ -> DIGEST;
            case BroadcastFrame.Want _ -> WANT;
            case BroadcastFrame.Lookup _ -> LOOKUP;
            case BroadcastFrame.Found _ -> FOUND;
            case BroadcastFrame.Heartbeat _ -> HEARTBEAT;
            case MembershipFrame.Join _ -> JOIN;
            case MembershipFrame.ForwardJoin _ -> FORWARD_JOIN;
            case MembershipFrame.JoinOffer _ -> JOIN_OFFER;
            case MembershipFrame.Neighbour _ -> NEIGHBOUR;
            case MembershipFrame.NeighbourAnswer _ -> NEIGHBOUR_ANSWER;
            case MembershipFrame.Disconnect _ -> DISCONNECT;
            case MembershipFrame.Shuffle _ -> SHUFFLE;
            case MembershipFrame.ShuffleAnswer _ -> SHUFFLE_ANSWER;
            case MembershipFrame.DialBackAsk _,
                    MembershipFrame.DialBackOrder _,
                    MembershipFrame.DialBackProof _ ->
                    DIAL_BACK;
        };
    }
}
