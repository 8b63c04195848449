// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SigningKeyPair;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A peer that keeps to none of the rules: it says byte for byte what a test wants said. */
final class Stranger implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final SigningKeyPair KEY = SigningKeyPair.generate(RANDOM);

    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicReference<String> closed = new AtomicReference<>();
    private final Channel socket;
    private final QuicSslContext tls;
    private volatile boolean deaf;
    private Optional<QuicChannel> connection = Optional.empty();

    /** What TLS is told. */
    record Papers(PrivateKey key, X509Certificate[] chain, String alpn, String group) {
        static Papers good() {
            return of(LinkCertificate.make(KEY, RANDOM));
        }

        static Papers of(LinkCertificate made) {
            return new Papers(
                    made.key(),
                    new X509Certificate[] {made.certificate()},
                    LinkTls.ALPN,
                    LinkTls.GROUP);
        }
    }

    /** Shows any chain: a key store would want a sensible one. */
    private static final class Wallet extends X509ExtendedKeyManager {
        private final Papers papers;

        Wallet(Papers papers) {
            this.papers = papers;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine e) {
            return "x0x";
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "x0x";
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "x0x";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"x0x"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"x0x"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return papers.chain();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return papers.key();
        }
    }

    Stranger() throws Exception {
        this(Papers.good());
    }

    Stranger(Papers papers) throws Exception {
        QuicSslContextBuilder builder =
                QuicSslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols(papers.alpn())
                        .endpointIdentificationAlgorithm("")
                        .option(BoringSSLContextOption.GROUPS, new String[] {papers.group()});
        if (papers.chain().length > 0) {
            builder.keyManager(new Wallet(papers), null);
        }
        tls = builder.build();
        socket =
                new Bootstrap()
                        .group(loop)
                        .channel(NioDatagramChannel.class)
                        .handler(
                                new QuicClientCodecBuilder()
                                        .sslEngineProvider(
                                                quic -> tls.newEngine(quic.alloc(), "x0x", 1))
                                        .maxIdleTimeout(30, TimeUnit.SECONDS)
                                        .initialMaxData(1 << 20)
                                        .initialMaxStreamDataBidirectionalLocal(1 << 20)
                                        .initialMaxStreamDataUnidirectional(1 << 20)
                                        .initialMaxStreamsUnidirectional(1)
                                        .build())
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sync()
                        .channel();
    }

    static MachineId machine() {
        try {
            return MachineId.derive(KEY.publicKey());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on, reads no stream. */
    void deaf() {
        deaf = true;
    }

    /** A Hello that our side would accept. */
    static Hello hello() throws Exception {
        return new Hello(Peer.NETWORK, machine(), 1, 0, 5000, new byte[9], new byte[4]);
    }

    /** Begins to dial. */
    Future<QuicChannel> knock(InetSocketAddress address) {
        return QuicChannel.newBootstrap(socket)
                .handler(new Ears())
                .streamHandler(new Ears())
                .remoteAddress(address)
                .connect();
    }

    /** Dials; answers whether QUIC came up on this side. */
    boolean dial(InetSocketAddress address) throws InterruptedException {
        closed.set(null);
        Future<QuicChannel> dialled = knock(address).await();
        connection = dialled.isSuccess() ? Optional.of(dialled.getNow()) : Optional.empty();
        return dialled.isSuccess();
    }

    QuicStreamChannel control() throws InterruptedException {
        return stream(QuicStreamType.BIDIRECTIONAL);
    }

    QuicStreamChannel stream(QuicStreamType type) throws InterruptedException {
        return connection.orElseThrow().createStream(type, new Ears()).sync().getNow();
    }

    static void write(QuicStreamChannel stream, int length, int type, byte[] body) {
        ByteBuf frame = Unpooled.buffer().writeInt(length).writeByte(type).writeBytes(body);
        stream.writeAndFlush(frame).awaitUninterruptibly(1000);
    }

    static void write(QuicStreamChannel stream, int type, byte[] body) {
        write(stream, body.length, type, body);
    }

    /** The same, if it has. */
    Optional<String> closed() {
        return Optional.ofNullable(closed.get());
    }

    /** How the other side closed: our name of its application code, or {@code tls N}. */
    String awaitClosed() {
        Peer.await("a close", () -> closed.get() != null);
        return closed.get();
    }

    private final class Ears extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (deaf && context.channel() instanceof QuicStreamChannel stream) {
                stream.config().setAutoRead(false);
            }
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QuicConnectionCloseEvent said) {
                closed.compareAndSet(
                        null,
                        said.isTlsError()
                                ? "tls " + QuicConnectionCloseEvent.extractTlsError(said.error())
                                : DownCause.ofCloseCode(said.error()).code());
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            closed.compareAndSet(null, String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public void close() {
        socket.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
