// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackAsk;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackOrder;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackProof;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Disconnect;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ForwardJoin;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Join;
import dev.x0x.meshd.gossip.wire.MembershipFrame.JoinOffer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Shuffle;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ShuffleAnswer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Membership frames as bytes: {@value OverlayFrame#MARK} ‖ type u8 ‖ the record's fields in their
 * order, big-endian. Exact: what is accepted encodes to the same bytes again. Lists hold at most
 * {@value MembershipFrame#MOST_HINTS} hints, so a frame stays far below the limits of MESH.md row
 * 21.
 */
public final class MembershipCodec {
    /** The longest frame: head, nonce, time to live, a full list. */
    public static final int LONGEST =
            2 + 8 + 2 + 1 + MembershipFrame.MOST_HINTS * HintBytes.LONGEST;

    private static final int JOIN = 1;
    private static final int FORWARD_JOIN = 2;
    private static final int JOIN_OFFER = 3;
    private static final int NEIGHBOUR = 4;
    private static final int NEIGHBOUR_ANSWER = 5;
    private static final int DISCONNECT = 6;
    private static final int SHUFFLE = 7;
    private static final int SHUFFLE_ANSWER = 8;
    private static final int DIAL_BACK_ASK = 9;
    private static final int DIAL_BACK_ORDER = 10;
    private static final int DIAL_BACK_PROOF = 11;

    private MembershipCodec() {}

    /** The frame's bytes. */
    public static byte[] encode(MembershipFrame frame) {
        ByteBuffer out = ByteBuffer.allocate(LONGEST);
        out.put((byte) OverlayFrame.MARK).put((byte) type(frame));
        switch (frame) {
            case Join join -> HintBytes.write(out, join.self());
            case ForwardJoin walk -> {
                out.putLong(walk.nonce());
                HintBytes.write(out, walk.newcomer());
                out.putShort((short) walk.ttl());
            }
            case JoinOffer offer -> {
                out.putLong(offer.nonce());
                HintBytes.write(out, offer.from());
            }
            case Neighbour ask -> out.put(flag(ask.urgent()));
            case NeighbourAnswer answer -> {
                out.put(flag(answer.accepted()));
                HintBytes.write(out, answer.referral());
            }
            case Disconnect disconnect -> {
                out.put(flag(disconnect.alive()));
                HintBytes.write(out, disconnect.referral());
            }
            case Shuffle walk -> {
                out.putLong(walk.nonce()).putShort((short) walk.ttl());
                HintBytes.write(out, walk.hints());
            }
            case ShuffleAnswer answer -> {
                out.putLong(answer.nonce());
                HintBytes.write(out, answer.hints());
            }
            case DialBackAsk ask -> out.putLong(ask.nonce());
            case DialBackOrder order -> {
                out.putLong(order.nonce()).put(order.asker().bytes());
                HintBytes.write(out, order.at());
            }
            case DialBackProof proof -> out.putLong(proof.nonce());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The frame that these bytes are.
     *
     * @throws MalformedException {@code bad_kind} for another mark, {@code unknown_variant}, {@code
     *     unknown_enum}, {@code bad_bool}, {@code length_too_large}, {@code truncated} or {@code
     *     trailing_bytes}
     */
    public static MembershipFrame decode(byte[] bytes) throws MalformedException {
        if (bytes.length > LONGEST) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, bytes.length + " bytes, at most " + LONGEST);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int mark = HintBytes.u8(in);
        if (mark != OverlayFrame.MARK) {
            throw new MalformedException(Refusal.BAD_KIND, "first byte " + mark);
        }
        MembershipFrame frame = body(HintBytes.u8(in), in);
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the frame");
        }
        return frame;
    }

    private static MembershipFrame body(int type, ByteBuffer in) throws MalformedException {
        return switch (type) {
            case JOIN -> new Join(HintBytes.hint(in));
            case FORWARD_JOIN ->
                    new ForwardJoin(HintBytes.u64(in), HintBytes.hint(in), HintBytes.u16(in));
            case JOIN_OFFER -> new JoinOffer(HintBytes.u64(in), HintBytes.hint(in));
            case NEIGHBOUR -> new Neighbour(HintBytes.bool(in));
            case NEIGHBOUR_ANSWER -> new NeighbourAnswer(HintBytes.bool(in), HintBytes.hints(in));
            case DISCONNECT -> new Disconnect(HintBytes.bool(in), HintBytes.hints(in));
            case SHUFFLE -> new Shuffle(HintBytes.u64(in), HintBytes.u16(in), HintBytes.hints(in));
            case SHUFFLE_ANSWER -> new ShuffleAnswer(HintBytes.u64(in), HintBytes.hints(in));
            case DIAL_BACK_ASK -> new DialBackAsk(HintBytes.u64(in));
            case DIAL_BACK_ORDER ->
                    new DialBackOrder(
                            HintBytes.u64(in), HintBytes.machine(in), HintBytes.endpoint(in));
            case DIAL_BACK_PROOF -> new DialBackProof(HintBytes.u64(in));
            default -> throw new MalformedException(Refusal.UNKNOWN_VARIANT, "frame type " + type);
        };
    }

    private static int type(MembershipFrame frame) {
        return switch (frame) {
            case Join _ -> JOIN;
            case ForwardJoin _ -> FORWARD_JOIN;
            case JoinOffer _ -> JOIN_OFFER;
            case Neighbour _ -> NEIGHBOUR;
            case NeighbourAnswer _ -> NEIGHBOUR_ANSWER;
            case Disconnect _ -> DISCONNECT;
            case Shuffle _ -> SHUFFLE;
            case ShuffleAnswer _ -> SHUFFLE_ANSWER;
            case DialBackAsk _ -> DIAL_BACK_ASK;
            case DialBackOrder _ -> DIAL_BACK_ORDER;
            case DialBackProof _ -> DIAL_BACK_PROOF;
        };
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
