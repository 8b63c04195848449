// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.wire.BroadcastCodec;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipCodec;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.SignedRecords;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.List;

/** Traffic in the simulator is counted in the bytes of the real codecs. */
class FrameSizeTest {
    private static final MachineId ID = MachineId.of(new byte[32]);
    private static final Endpoint AT = new Addresses(1).anywhere();

    private static Hint hint(int addresses) {
        return new Hint(ID, List.of(AT, AT, AT).subList(0, addresses), true, 1);
    }

    @Test
    void membership_frames_are_as_long_as_their_encoding() {
        List<Hint> hints = List.of(hint(1), hint(0), hint(1));
        for (MembershipFrame frame :
                List.of(
                        new MembershipFrame.Join(hint(1)),
                        new MembershipFrame.ForwardJoin(1, hint(1), 6),
                        new MembershipFrame.JoinOffer(1, hint(1)),
                        new MembershipFrame.Neighbour(true),
                        new MembershipFrame.NeighbourAnswer(false, hints),
                        new MembershipFrame.Disconnect(true, hints),
                        new MembershipFrame.Shuffle(1, 6, hints),
                        new MembershipFrame.ShuffleAnswer(1, hints),
                        new MembershipFrame.DialBackAsk(1),
                        new MembershipFrame.DialBackOrder(1, ID, AT),
                        new MembershipFrame.DialBackProof(1))) {
            assertEquals(
                    MembershipCodec.encode(frame).length, FrameSize.of(frame), frame::toString);
        }
    }

    @Test
    void a_chain_record_is_as_long_as_a_real_one() {
        var chain =
                new ChainRecord(
                        NetworkHash.ofName("simulated"), ID, 1, 1, 1, 60_000, 10, new byte[32]);
        var real = SignedRecords.signed(MachineKeys.generate(new SecureRandom()), chain);
        assertEquals(real.bytes().length, Stand.CHAIN);
        var frame = new BroadcastFrame.Gossip(3, real);
        assertEquals(BroadcastCodec.encode(frame).length, FrameSize.of(frame));
    }
}
