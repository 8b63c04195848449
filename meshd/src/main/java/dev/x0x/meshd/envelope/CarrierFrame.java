// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

/**
 * A message on its way through the mesh to one machine (DECISIONS A1). Unsigned: a relay can change
 * anything in it, and must gain nothing by that.
 *
 * <p>Times are Unix milliseconds, unsigned. The arrays are not copied; whoever holds a frame leaves
 * them as they are.
 *
 * @param hopLimit 0 to 255, the only field that changes under way
 * @param agentPublicKey the sender's, 1952 bytes in an envelope, none in the other kinds
 * @param body at most {@value #MAX_BODY} bytes
 */
public record CarrierFrame(
        CarrierKind kind,
        NetworkHash network,
        MachineId destination,
        MachineId origin,
        int hopLimit,
        long createdMs,
        long expiresMs,
        MessageId messageId,
        byte[] agentPublicKey,
        byte[] body) {
    /** The largest body, in bytes. */
    public static final int MAX_BODY = 65_536;

    /** The largest frame, in bytes. */
    public static final int MAX_FRAME = CarrierCodec.FIXED + MlDsa.PUBLIC_KEY + MAX_BODY;

    /**
     * Checks what a frame must be to have bytes.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    public CarrierFrame {
        if (hopLimit < 0 || hopLimit > 255) {
            throw new IllegalArgumentException("hop limit " + hopLimit + ", 0 to 255");
        }
        try {
            checkLengths(kind, agentPublicKey.length, body.length);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Reads one frame that is all of {@code bytes}.
     *
     * @throws MalformedException left to right, the first fault
     */
    public static CarrierFrame decode(byte[] bytes) throws MalformedException {
        return CarrierCodec.decode(bytes);
    }

    /**
     * "Your frame of this hash is queued here" (DECISIONS A7, vectors README 9): goes over one link
     * and no further.
     *
     * @param from who has it now
     * @param to the link's peer, who handed it over
     * @param of the hash that the frame is known by
     * @param message the id of the message in that frame
     */
    public static CarrierFrame custodyAck(
            NetworkHash network,
            MachineId from,
            MachineId to,
            FrameHash of,
            MessageId message,
            long createdMs,
            long expiresMs) {
        return new CarrierFrame(
                CarrierKind.CUSTODY_ACK,
                network,
                to,
                from,
                0,
                createdMs,
                expiresMs,
                message,
                new byte[0],
                of.bytes());
    }

    /** The frame's bytes. */
    public byte[] encode() {
        return CarrierCodec.encode(this);
    }

    /** What this frame is known by under way; the hop limit does not matter. */
    public FrameHash hash() {
        return CarrierCodec.hash(encode());
    }

    /**
     * The same frame one hop further.
     *
     * @throws IllegalStateException if the hop limit is 0: such a frame goes no further
     */
    public CarrierFrame nextHop() {
        if (hopLimit == 0) {
            throw new IllegalStateException("hop limit is used up");
        }
        return new CarrierFrame(
                kind,
                network,
                destination,
                origin,
                hopLimit - 1,
                createdMs,
                expiresMs,
                messageId,
                agentPublicKey,
                body);
    }

    static int keyLength(CarrierKind kind) {
        return switch (kind) {
            case ENVELOPE -> MlDsa.PUBLIC_KEY;
            case SESSION_RECORD, CUSTODY_ACK -> 0;
        };
    }

    private static void checkLengths(CarrierKind kind, int key, int body)
            throws MalformedException {
        checkKeyLength(kind, key);
        checkBodyLength(kind, body);
    }

    static void checkKeyLength(CarrierKind kind, int length) throws MalformedException {
        if (length != keyLength(kind)) {
            throw new MalformedException(
                    Refusal.BAD_KEY_LENGTH,
                    "key of " + length + " bytes, expected " + keyLength(kind));
        }
    }

    static void checkBodyLength(CarrierKind kind, long length) throws MalformedException {
        if (length > MAX_BODY) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, "body of " + length + " bytes, at most " + MAX_BODY);
        }
        if (kind == CarrierKind.CUSTODY_ACK && length != 16) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH, "custody ack of " + length + " bytes, expected 16");
        }
    }
}
