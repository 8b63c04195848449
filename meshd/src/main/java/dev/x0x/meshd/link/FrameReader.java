// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;

/**
 * Cuts one stream into frames. Holds at most one body, allocated only after its length was found
 * within the limit, so a peer can make us hold one frame per stream and no more.
 */
final class FrameReader {
    private final byte[] header = new byte[Frames.HEADER];
    private int headerHas;
    private byte[] body = new byte[0];
    private int bodyHas;

    /** Where frames go. Answers whether to go on with this stream. */
    interface Sink {
        /** Longest body of the frame that begins now. */
        int limit();

        boolean frame(byte type, byte[] body);

        void oversize(int claimed);
    }

    /** Takes all of {@code in}, unless the sink wants no more. */
    boolean read(ByteBuf in, Sink sink) {
        while (in.isReadable()) {
            if (headerHas < Frames.HEADER) {
                int count = Math.min(in.readableBytes(), Frames.HEADER - headerHas);
                in.readBytes(header, headerHas, count);
                headerHas += count;
                if (headerHas == Frames.HEADER && !begin(sink)) {
                    return false;
                }
            } else {
                int count = Math.min(in.readableBytes(), body.length - bodyHas);
                in.readBytes(body, bodyHas, count);
                bodyHas += count;
            }
            if (headerHas == Frames.HEADER && bodyHas == body.length && !finish(sink)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the stream stands between two frames. */
    boolean atBoundary() {
        return headerHas == 0;
    }

    private boolean begin(Sink sink) {
        int length =
                (header[0] & 0xff) << 24
                        | (header[1] & 0xff) << 16
                        | (header[2] & 0xff) << 8
                        | (header[3] & 0xff);
        if (length < 0 || length > sink.limit()) {
            sink.oversize(length);
            return false;
        }
        body = new byte[length];
        bodyHas = 0;
        return true;
    }

    private boolean finish(Sink sink) {
        byte[] done = body;
        body = new byte[0];
        bodyHas = 0;
        headerHas = 0;
        return sink.frame(header[4], done);
    }
}
