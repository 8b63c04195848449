// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.meshd.gossip.wire.BroadcastCodec;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.OverlayFrame;

import java.util.List;

/** How many bytes a frame has on the wire, without encoding it. */
final class FrameSize {
    /** Length and type before every frame of a link (DECISIONS A8). */
    static final int LINK_FRAMING = 5;

    /** A packet's payload, and what UDP, IP and QUIC add to it (RFC 9000 §17.3, IPv4). */
    static final int PACKET = 1_200;

    static final int PACKET_OVERHEAD = 57;

    private static final int HEAD = 2; // mark and type
    private static final int IPV4 = 1 + 4 + 2; // the simulated internet has no other

    private FrameSize() {}

    static int of(OverlayFrame frame) {
        return switch (frame) {
            case BroadcastFrame.Gossip f -> BroadcastCodec.length(f, f.record().bytes().length);
            case BroadcastFrame.Found f -> BroadcastCodec.length(f, f.record().bytes().length);
            case BroadcastFrame f -> BroadcastCodec.length(f, 0);
            case MembershipFrame.Join f -> HEAD + of(f.self());
            case MembershipFrame.ForwardJoin f -> HEAD + 8 + of(f.newcomer()) + 2;
            case MembershipFrame.JoinOffer f -> HEAD + 8 + of(f.from());
            case MembershipFrame.Neighbour _ -> HEAD + 1;
            case MembershipFrame.NeighbourAnswer f -> HEAD + 1 + of(f.referral());
            case MembershipFrame.Disconnect f -> HEAD + 1 + of(f.referral());
            case MembershipFrame.Shuffle f -> HEAD + 8 + 2 + of(f.hints());
            case MembershipFrame.ShuffleAnswer f -> HEAD + 8 + of(f.hints());
            case MembershipFrame.DialBackAsk _ -> HEAD + 8;
            case MembershipFrame.DialBackOrder f -> HEAD + 8 + 32 + 3 + f.at().ip().length;
            case MembershipFrame.DialBackProof _ -> HEAD + 8;
        };
    }

    private static int of(Hint hint) {
        return 32 + 1 + 8 + 1 + IPV4 * hint.addresses().size();
    }

    private static int of(List<Hint> hints) {
        int bytes = 1;
        for (int i = 0; i < hints.size(); i++) {
            bytes += of(hints.get(i));
        }
        return bytes;
    }
}
