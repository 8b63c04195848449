// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

/** Overlay frames of every kind: mark u8, type u8, body. */
public final class OverlayCodec {
    private static final int FIRST_BROADCAST = 32;
    private static final int AFTER_BROADCAST = 64;

    private OverlayCodec() {}

    /** The frame's bytes. */
    public static byte[] encode(OverlayFrame frame) {
        return switch (frame) {
            case MembershipFrame membership -> MembershipCodec.encode(membership);
            case BroadcastFrame broadcast -> BroadcastCodec.encode(broadcast);
        };
    }

    /**
     * Reads one frame that is all of {@code bytes}.
     *
     * @throws MalformedException if these are not the bytes of one
     */
    public static OverlayFrame decode(byte[] bytes) throws MalformedException {
        if (bytes.length < 2) {
            throw new MalformedException(
                    Refusal.TRUNCATED, "overlay frame of " + bytes.length + " bytes");
        }
        int type = bytes[1] & 0xff;
        return type >= FIRST_BROADCAST && type < AFTER_BROADCAST
                ? BroadcastCodec.decode(bytes)
                : MembershipCodec.decode(bytes);
    }
}
