// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** The peer's payload stream of one connection. Event loop only. */
final class PayloadStream extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private final Connection connection;
    private final FrameReader reader = new FrameReader();

    PayloadStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int limit() {
        return Link.MAX_FRAME;
    }

    @Override
    public boolean frame(byte type, byte[] body) {
        if (type != Frames.PAYLOAD) {
            connection.close(DownCause.MALFORMED, "payload frame of unknown type " + type);
            return false;
        }
        connection.received(body);
        return connection.isOpen();
    }

    @Override
    public void oversize(int claimed) {
        connection.close(
                DownCause.OVERSIZE,
                "payload frame of " + Integer.toUnsignedString(claimed) + " bytes");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            connection.heard();
            if (connection.isOpen()) {
                reader.read(in, this);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (reader.atBoundary()) {
                connection.peerFinished();
            } else {
                connection.close(DownCause.MALFORMED, "the payload stream ended inside a frame");
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.broken("payload stream", cause);
    }
}
