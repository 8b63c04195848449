// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.gossip.unicast.CarrierHead;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a relay needs of a carrier frame's bytes: the header, without the key and the body, and the
 * one byte that it may change (DECISIONS A1). It refuses what {@link CarrierFrame#decode} refuses.
 */
public final class CarrierHeads {
    private static final byte[] NONE = {};

    private CarrierHeads() {}

    /**
     * Reads the header of one frame that is all of {@code bytes}.
     *
     * @param network ours; whether the frame is of it is for the reader to judge
     * @throws MalformedException left to right, the first fault
     */
    public static CarrierHead read(byte[] bytes, NetworkHash network) throws MalformedException {
        CarrierKind kind = CarrierCodec.check(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        FrameHash hash = CarrierCodec.hash(bytes);
        return new CarrierHead(
                kind.code(),
                hash.high(),
                hash.low(),
                in.getLong(CarrierCodec.NETWORK_AT) == network.high()
                        && in.getLong(CarrierCodec.NETWORK_AT + 8) == network.low(),
                machine(bytes, CarrierCodec.DESTINATION_AT),
                machine(bytes, CarrierCodec.ORIGIN_AT),
                bytes[CarrierCodec.HOP_LIMIT_AT] & 0xff,
                in.getLong(CarrierCodec.CREATED_AT),
                in.getLong(CarrierCodec.EXPIRES_AT),
                in.getLong(CarrierCodec.MESSAGE_AT),
                in.getLong(CarrierCodec.MESSAGE_AT + 8),
                bytes.length);
    }

    /**
     * Whether this is a carrier frame from {@code peer} itself to {@code self}: then no relay is in
     * play, and the link has carried it whole. Looks at nothing else.
     */
    public static boolean direct(byte[] bytes, MachineId peer, MachineId self) {
        return bytes.length >= CarrierCodec.FIXED
                && bytes[0] == CarrierCodec.VERSION
                && machine(bytes, CarrierCodec.DESTINATION_AT).equals(self)
                && machine(bytes, CarrierCodec.ORIGIN_AT).equals(peer);
    }

    /** The hash that a custody ack names, 16 bytes; empty for the other kinds. */
    public static byte[] custodyOf(CarrierHead head, byte[] bytes) {
        return head.kind() == CarrierKind.CUSTODY_ACK.code()
                ? Arrays.copyOfRange(bytes, CarrierCodec.FIXED, bytes.length)
                : NONE;
    }

    /**
     * The same frame with another hop limit, a copy.
     *
     * @throws IllegalArgumentException for a hop limit that is no byte, or above the frame's:
     *     nobody raises it
     */
    public static byte[] withHopLimit(byte[] bytes, int hopLimit) {
        int before = bytes[CarrierCodec.HOP_LIMIT_AT] & 0xff;
        if (hopLimit < 0 || hopLimit > before) {
            throw new IllegalArgumentException("hop limit " + hopLimit + ", it was " + before);
        }
        byte[] copy = bytes.clone();
        copy[CarrierCodec.HOP_LIMIT_AT] = (byte) hopLimit;
        return copy;
    }

    /**
     * The bytes that tell the link's peer that its frame is queued here. They have the times of
     * that frame: beyond them custody of it means nothing.
     */
    public static byte[] custodyAck(
            NetworkHash network, MachineId self, MachineId to, CarrierHead of) {
        return CarrierFrame.custodyAck(
                        network,
                        self,
                        to,
                        new FrameHash(of.hashHigh(), of.hashLow()),
                        new MessageId(of.messageHigh(), of.messageLow()),
                        of.createdMs(),
                        of.expiresMs())
                .encode();
    }

    private static MachineId machine(byte[] bytes, int at) {
        return MachineId.of(Arrays.copyOfRange(bytes, at, at + 32));
    }
}
