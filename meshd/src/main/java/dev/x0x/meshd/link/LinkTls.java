// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import io.netty.handler.ssl.ClientAuth;

import java.security.SecureRandom;

/**
 * TLS 1.3 for both directions: our certificate shown, the peer's demanded, one key-exchange group,
 * one application protocol, no early data and no session kept.
 */
final class LinkTls {
    static final String ALPN = "x0x-mesh/1";

    /** The only group on both sides: the codec does not tell which one was negotiated. */
    static final String GROUP = "X25519MLKEM768";

    private final QuicSslContext client;
    private final QuicSslContext server;
    private final SecureRandom random;
    private final PeerTrust trust = new PeerTrust();

    LinkTls(LinkCertificate ours, SecureRandom random) {
        this.random = random;
        client =
                common(
                                QuicSslContextBuilder.forClient()
                                        .keyManager(ours.key(), null, ours.certificate()))
                        .build();
        server =
                common(QuicSslContextBuilder.forServer(ours.key(), null, ours.certificate()))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build();
    }

    private QuicSslContextBuilder common(QuicSslContextBuilder builder) {
        return builder.trustManager(trust)
                .applicationProtocols(ALPN)
                .option(BoringSSLContextOption.GROUPS, new String[] {GROUP})
                .earlyData(false)
                .sessionCacheSize(1)
                .sessionTimeout(1)
                .endpointIdentificationAlgorithm("");
    }

    /** An engine whose peer shows itself in {@code proof}. */
    QuicSslEngine client(ByteBufAllocator allocator, Proof proof) {
        return engine(client, allocator, proof);
    }

    /**
     * Likewise for a peer that dialled us. The codec cannot be kept from sending session tickets,
     * and a resumed session skips the certificate. So each handshake forgets the key of all tickets
     * sent before: none is ever good. Were one, nobody would be proven by it ({@link Proof}).
     */
    QuicSslEngine server(ByteBufAllocator allocator, Proof proof) {
        server.sessionContext()
                .setTicketKeys(
                        new SslSessionTicketKey(
                                fresh(SslSessionTicketKey.NAME_SIZE),
                                fresh(SslSessionTicketKey.HMAC_KEY_SIZE),
                                fresh(SslSessionTicketKey.AES_KEY_SIZE)));
        return engine(server, allocator, proof);
    }

    private QuicSslEngine engine(QuicSslContext context, ByteBufAllocator allocator, Proof proof) {
        QuicSslEngine engine = context.newEngine(allocator);
        trust.expect(engine, proof);
        return engine;
    }

    private byte[] fresh(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    void forget(QuicSslEngine engine) {
        trust.forget(engine);
    }
}
