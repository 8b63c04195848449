// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The control stream of one connection: Hello first, then echoes and what they carry. Event loop
 * only.
 */
final class ControlStream extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    /** Echoes are left out while this many writes wait for the peer. */
    private static final int MAX_UNWRITTEN = 16;

    private final Connection connection;
    private final QuicStreamChannel stream;
    private final FrameReader reader = new FrameReader();
    private boolean greeted;
    private Optional<ByteBuf> early = Optional.empty();

    ControlStream(Connection connection, QuicStreamChannel stream) {
        this.connection = connection;
        this.stream = stream;
    }

    void hello(Hello hello) {
        connection.flow().write(stream, Frames.one(stream.alloc(), Frames.HELLO, hello.encode()));
    }

    void echo(long nonce) {
        offer(Frames.echo(stream.alloc(), Frames.ECHO, nonce));
    }

    void drained() {
        connection.flow().write(stream, Frames.one(stream.alloc(), Frames.DRAINED, new byte[0]));
    }

    /** Reads on after Hello was judged, from what came together with it. */
    void resume() {
        Optional<ByteBuf> rest = early;
        early = Optional.empty();
        rest.ifPresent(this::read);
        stream.config().setAutoRead(true);
    }

    // A peer that sends echoes and reads none of ours must not make us queue answers for it.
    private void offer(ByteBuf frame) {
        if (connection.flow().unwritten() < MAX_UNWRITTEN) {
            connection.flow().write(stream, frame);
        } else {
            frame.release();
        }
    }

    @Override
    public int limit() {
        return greeted ? Frames.MAX_CONTROL : Frames.MAX_HELLO;
    }

    @Override
    public boolean frame(byte type, byte[] body) {
        if (!greeted) {
            if (type != Frames.HELLO) {
                return broken("control frame of type " + type + " before hello");
            }
            greeted = true;
            stream.config().setAutoRead(false);
            connection.greeted(body);
            return false;
        }
        if (!connection.isUp()) {
            return broken("control frame before our hello");
        }
        return switch (type) {
            case Frames.ECHO, Frames.ECHO_REPLY -> echoed(type, body);
            case Frames.DRAINED -> {
                connection.flow().peerDrained();
                yield connection.isOpen();
            }
            default -> broken("control frame of unknown type " + type);
        };
    }

    private boolean echoed(byte type, byte[] body) {
        if (body.length != Long.BYTES) {
            return broken("echo of " + body.length + " bytes");
        }
        long nonce = ByteBuffer.wrap(body).getLong();
        if (type == Frames.ECHO) {
            offer(Frames.echo(stream.alloc(), Frames.ECHO_REPLY, nonce));
        } else {
            connection.pulse().answered(nonce);
        }
        return true;
    }

    private boolean broken(String why) {
        connection.close(DownCause.MALFORMED, why);
        return false;
    }

    @Override
    public void oversize(int claimed) {
        connection.close(
                DownCause.OVERSIZE,
                "control frame of " + Integer.toUnsignedString(claimed) + " bytes");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.heard();
        read((ByteBuf) message);
    }

    private void read(ByteBuf in) {
        boolean wasGreeted = greeted;
        boolean more = connection.isOpen() && reader.read(in, this);
        if (!more && !wasGreeted && connection.isOpen()) {
            early = Optional.of(in);
        } else {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        early.ifPresent(ByteBuf::release);
        early = Optional.empty();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.close(DownCause.MALFORMED, "the control stream ended");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.broken("control stream", cause);
    }
}
