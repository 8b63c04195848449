// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.util.List;

/**
 * Frames of the link protocol on the wire: length of the body u32BE ‖ type u8 ‖ body (DECISIONS
 * A8).
 */
final class Frames {
    /** Length and type. */
    static final int HEADER = 5;

    /** Longest body on the control stream (MESH.md row 21). */
    static final int MAX_CONTROL = 16 * 1024;

    /** A Hello carries an announcement of about 9 KB and an advert of about 4.6 KB: twice that. */
    static final int MAX_HELLO = 32 * 1024;

    // Types on the control stream.
    static final byte HELLO = 1;
    static final byte ECHO = 2;
    static final byte ECHO_REPLY = 3;

    /** All payload frames up to the end of the sender's payload stream have arrived. */
    static final byte DRAINED = 4;

    /** The one type on the payload streams. */
    static final byte PAYLOAD = 16;

    private Frames() {}

    static ByteBuf one(ByteBufAllocator allocator, byte type, byte[] body) {
        return allocator
                .directBuffer(HEADER + body.length)
                .writeInt(body.length)
                .writeByte(type)
                .writeBytes(body);
    }

    static ByteBuf echo(ByteBufAllocator allocator, byte type, long nonce) {
        return allocator.directBuffer(HEADER + 8).writeInt(8).writeByte(type).writeLong(nonce);
    }

    /** Several payload frames in one buffer, so that small ones share packets and native calls. */
    static ByteBuf payloads(ByteBufAllocator allocator, List<byte[]> frames) {
        int size = 0;
        for (byte[] each : frames) {
            size += HEADER + each.length;
        }
        ByteBuf out = allocator.directBuffer(size);
        for (byte[] each : frames) {
            out.writeInt(each.length).writeByte(PAYLOAD).writeBytes(each);
        }
        return out;
    }
}
