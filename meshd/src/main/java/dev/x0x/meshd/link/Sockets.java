// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicTokenHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Two UDP sockets with QUIC on them: one where peers reach us, one from which we dial (the codec
 * serves one direction per socket).
 */
final class Sockets {
    /** A larger payload made bulk transfer hang; 1350 fits Ethernet under IPv6 (measured). */
    private static final int UDP_PAYLOAD = 1350;

    private static final long STREAM_WINDOW = 1024 * 1024;
    private static final long CONNECTION_WINDOW = 4 * STREAM_WINDOW;

    /** Above three keep-alive intervals of the slowest peer, so that our own rule decides. */
    private static final Duration IDLE = Duration.ofMillis(4L * LinkSettings.MAX_KEEP_ALIVE_MS);

    private static final int SOCKET_BUFFER = 4 * 1024 * 1024;
    private static final AttributeKey<Proof> PROOF = AttributeKey.valueOf("x0x-proof");

    private final Channel listening;
    private final Channel dialling;

    private Sockets(Channel listening, Channel dialling) {
        this.listening = listening;
        this.dialling = dialling;
    }

    /** Binds both. */
    static Sockets open(
            EventLoopGroup loop,
            InetSocketAddress bind,
            LinkTls tls,
            Executor slow,
            QuicTokenHandler tokens,
            Function<Proof, Connection> inbound)
            throws IOException {
        ChannelHandler server =
                common(new QuicServerCodecBuilder(), slow)
                        .tokenHandler(tokens)
                        .initialMaxStreamsBidirectional(1)
                        .sslEngineProvider(channel -> serverEngine(tls, channel))
                        .handler(
                                new ChannelInitializer<QuicChannel>() {
                                    @Override
                                    protected void initChannel(QuicChannel channel) {
                                        channel.pipeline()
                                                .addLast(inbound.apply(channel.attr(PROOF).get()));
                                    }
                                })
                        .streamHandler(new RemoteStreams())
                        .build();
        ChannelHandler client =
                common(new QuicClientCodecBuilder(), slow)
                        .initialMaxStreamsBidirectional(0)
                        .sslEngineProvider(channel -> clientEngine(tls, channel))
                        .build();
        Channel listening = bind(loop, bind, server);
        try {
            return new Sockets(
                    listening, bind(loop, new InetSocketAddress(bind.getAddress(), 0), client));
        } catch (IOException e) {
            listening.close().awaitUninterruptibly();
            throw e;
        }
    }

    private static <B extends QuicCodecBuilder<B>> B common(B builder, Executor slow) {
        return builder.sslTaskExecutor(slow)
                .maxIdleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(UDP_PAYLOAD)
                .maxRecvUdpPayloadSize(UDP_PAYLOAD)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamDataUnidirectional(STREAM_WINDOW)
                .initialMaxStreamsUnidirectional(1);
    }

    private static Channel bind(EventLoopGroup loop, InetSocketAddress at, ChannelHandler codec)
            throws IOException {
        var bound =
                new Bootstrap()
                        .group(loop)
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(2048).maxMessagesPerRead(64))
                        .handler(codec)
                        .bind(at)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + at + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private static QuicSslEngine serverEngine(LinkTls tls, QuicChannel channel) {
        Proof proof = new Proof(Optional.empty());
        channel.attr(PROOF).set(proof);
        return forgotten(tls, channel, tls.server(channel.alloc(), proof));
    }

    private static QuicSslEngine clientEngine(LinkTls tls, QuicChannel channel) {
        return forgotten(tls, channel, tls.client(channel.alloc(), channel.attr(PROOF).get()));
    }

    private static QuicSslEngine forgotten(LinkTls tls, QuicChannel channel, QuicSslEngine engine) {
        channel.closeFuture().addListener(done -> tls.forget(engine));
        return engine;
    }

    /** Starts a connection; {@code proof} tells who answers. */
    Future<QuicChannel> connect(Connection connection, Proof proof, InetSocketAddress address) {
        return QuicChannel.newBootstrap(dialling)
                .attr(PROOF, proof)
                .handler(connection)
                .streamHandler(new RemoteStreams())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the connection has its own
                .remoteAddress(address)
                .connect();
    }

    InetSocketAddress localAddress() {
        return (InetSocketAddress) listening.localAddress();
    }

    void close() {
        listening.close().awaitUninterruptibly();
        dialling.close().awaitUninterruptibly();
    }

    /** Streams that the peer opens. */
    private static final class RemoteStreams extends ChannelInitializer<QuicStreamChannel> {
        @Override
        protected void initChannel(QuicStreamChannel stream) {
            stream.parent().attr(Connection.KEY).get().begins(stream);
        }
    }
}
