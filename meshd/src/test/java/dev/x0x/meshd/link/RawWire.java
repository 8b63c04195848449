// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.SigningKeyPair;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A machine that comes up as a link should and then says byte for byte what it likes. For the
 * hostile peer: {@link QuicLinks} would refuse to send most of it.
 */
public final class RawWire implements AutoCloseable {
    private final Stranger stranger;
    private Optional<QuicStreamChannel> control = Optional.empty();
    private Optional<QuicStreamChannel> payload = Optional.empty();

    /** A machine with this key. */
    public RawWire(SigningKeyPair key) throws Exception {
        stranger = new Stranger(Stranger.Papers.of(LinkCertificate.make(key, Stranger.RANDOM)));
    }

    /** Dials and shakes hands in TLS; says nothing. */
    public boolean dial(InetSocketAddress at) throws InterruptedException {
        return stranger.dial(at);
    }

    /** Begins a handshake and does not wait for what becomes of it. */
    public void knock(InetSocketAddress at) {
        var unused = stranger.knock(at);
    }

    /** The first frame, as an honest machine would say it. */
    public void hello(byte[] network, SigningKeyPair key, HelloOffer offer) throws Exception {
        control = Optional.of(stranger.control());
        Stranger.write(
                control.get(),
                Frames.HELLO,
                new Hello(
                                network,
                                MachineId.derive(key.publicKey()),
                                offer.bootEpoch(),
                                offer.features(),
                                5_000,
                                offer.announcement(),
                                offer.advert())
                        .encode());
    }

    /** A frame's header that claims {@code length}, and some bytes, on the payload stream. */
    public void payload(int length, int type, byte[] body) throws InterruptedException {
        if (payload.isEmpty()) {
            payload = Optional.of(stranger.stream(QuicStreamType.UNIDIRECTIONAL));
        }
        Stranger.write(payload.get(), length, type, body);
    }

    /** The same on the control stream. */
    public void control(int length, int type, byte[] body) {
        Stranger.write(control.orElseThrow(), length, type, body);
    }

    /** How the other side closed, if it did. */
    public Optional<String> closed() {
        return stranger.closed();
    }

    @Override
    public void close() {
        stranger.close();
    }
}
