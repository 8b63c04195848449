// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.unicast.CarrierHead;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a relay does to a carrier frame (DECISIONS A1): reads its head, and lowers its hop limit. It
 * never copies a key or a body. As strict as the recipient: what it would refuse is not carried.
 */
public final class CarrierHeads {
    private static final int NETWORK = 2;
    private static final int DESTINATION = 18;
    private static final int ORIGIN = 50;
    private static final int HOP_LIMIT = 82;
    private static final int CREATED = 83;
    private static final int EXPIRES = 91;
    private static final int MESSAGE = 99;
    private static final int KEY_LENGTH = 115;
    private static final int KEY = 117;
    private static final int FIXED = 121;
    private static final int ID = 32;
    private static final byte VERSION = 1;

    private CarrierHeads() {}

    /**
     * Whether this is a carrier frame from {@code peer} itself to {@code self}: then no relay is in
     * play, and the link has carried it whole.
     */
    public static boolean direct(byte[] frame, MachineId peer, MachineId self) {
        return frame.length >= FIXED
                && frame[0] == VERSION
                && MachineId.of(Arrays.copyOfRange(frame, DESTINATION, ORIGIN)).equals(self)
                && MachineId.of(Arrays.copyOfRange(frame, ORIGIN, HOP_LIMIT)).equals(peer);
    }

    /**
     * The event that these bytes from {@code peer} are.
     *
     * @param network ours
     * @throws MalformedException if these are not the bytes of one carrier frame
     */
    static Event.Arrived arrived(MachineId peer, NetworkHash network, byte[] frame)
            throws MalformedException {
        CarrierHead head = read(frame, network);
        boolean custody = head.kind() == CarrierKind.CUSTODY_ACK.code();
        byte[] of = custody ? Arrays.copyOfRange(frame, FIXED, frame.length) : new byte[0];
        return new Event.Arrived(peer, head, frame, of);
    }

    /**
     * Reads the head of a frame.
     *
     * @throws MalformedException if these are not the bytes of one carrier frame
     */
    static CarrierHead read(byte[] frame, NetworkHash network) throws MalformedException {
        if (frame.length < FIXED) {
            throw new MalformedException(
                    Refusal.TRUNCATED, "carrier frame of " + frame.length + " bytes");
        }
        if (frame[0] != VERSION) {
            throw new MalformedException(
                    Refusal.BAD_VERSION, "carrier version " + (frame[0] & 0xff));
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int kind = frame[1] & 0xff;
        int key = in.getShort(KEY_LENGTH) & 0xffff;
        checkKey(kind, key);
        if (frame.length < FIXED + key) {
            throw new MalformedException(Refusal.TRUNCATED, "carrier frame ends in its key");
        }
        long body = in.getInt(KEY + key) & 0xffff_ffffL;
        checkBody(kind, body, frame.length - FIXED - key);
        byte[] hash = hash(frame);
        ByteBuffer digest = ByteBuffer.wrap(hash);
        return new CarrierHead(
                kind,
                digest.getLong(0),
                digest.getLong(8),
                Arrays.equals(frame, NETWORK, DESTINATION, network.bytes(), 0, 16),
                MachineId.of(Arrays.copyOfRange(frame, DESTINATION, DESTINATION + ID)),
                MachineId.of(Arrays.copyOfRange(frame, ORIGIN, ORIGIN + ID)),
                frame[HOP_LIMIT] & 0xff,
                in.getLong(CREATED),
                in.getLong(EXPIRES),
                in.getLong(MESSAGE),
                in.getLong(MESSAGE + 8),
                frame.length);
    }

    private static void checkKey(int kind, int length) throws MalformedException {
        int expected =
                switch (kind) {
                    case 1 -> MlDsa.PUBLIC_KEY;
                    case 2, 3 -> 0;
                    default ->
                            throw new MalformedException(Refusal.BAD_KIND, "carrier kind " + kind);
                };
        if (length != expected) {
            throw new MalformedException(
                    Refusal.BAD_KEY_LENGTH, "key of " + length + " bytes, expected " + expected);
        }
    }

    private static void checkBody(int kind, long length, int left) throws MalformedException {
        if (length > CarrierFrame.MAX_BODY) {
            throw new MalformedException(Refusal.LENGTH_TOO_LARGE, "body of " + length + " bytes");
        }
        if (kind == CarrierKind.CUSTODY_ACK.code() && length != 16) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH, "custody ack of " + length + " bytes, expected 16");
        }
        if (length != left) {
            throw new MalformedException(
                    length > left ? Refusal.TRUNCATED : Refusal.TRAILING_BYTES,
                    "body of " + length + " bytes, " + left + " are there");
        }
    }

    private static byte[] hash(byte[] frame) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(frame, 0, HOP_LIMIT);
        sha256.update((byte) 0);
        sha256.update(frame, HOP_LIMIT + 1, frame.length - HOP_LIMIT - 1);
        return sha256.digest();
    }

    /** The same frame with another hop limit; the array itself if it has that one. */
    static byte[] withHopLimit(byte[] frame, int hopLimit) {
        if ((frame[HOP_LIMIT] & 0xff) == hopLimit) {
            return frame;
        }
        byte[] copy = frame.clone();
        copy[HOP_LIMIT] = (byte) hopLimit;
        return copy;
    }

    /**
     * "Your frame is queued here" (DECISIONS A7), under the message id of that frame.
     *
     * @param nowMs Unix milliseconds
     */
    static byte[] custodyAck(
            NetworkHash network, MachineId self, MachineId to, CarrierHead of, long nowMs) {
        byte[] hash = ByteBuffer.allocate(16).putLong(of.hashHigh()).putLong(of.hashLow()).array();
        byte[] message =
                ByteBuffer.allocate(16).putLong(of.messageHigh()).putLong(of.messageLow()).array();
        return new CarrierFrame(
                        CarrierKind.CUSTODY_ACK,
                        network,
                        to,
                        self,
                        0,
                        nowMs,
                        nowMs + 30_000,
                        MessageId.of(message),
                        new byte[0],
                        hash)
                .encode();
    }
}
