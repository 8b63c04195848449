// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.link.Stranger.Papers;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** What a peer can do wrong, and the name under which each is counted. */
class StrangerTest {
    private static Peer us;

    @BeforeAll
    static void open() throws Exception {
        us = new Peer();
    }

    @AfterAll
    static void close() {
        us.close();
    }

    @AfterEach
    void nobody_is_left() {
        Peer.await("all links to be gone", () -> us.links.views().isEmpty());
    }

    /** Dials with these papers, which must be refused before any Hello. */
    private static void refused(Papers papers, DownCause cause) throws Exception {
        long before = us.refused(cause);
        int ups = us.ups.size();
        try (Stranger stranger = new Stranger(papers)) {
            if (stranger.dial(us.address())) {
                stranger.awaitClosed();
            }
            Peer.await(cause.code() + " to be counted", () -> us.refused(cause) > before);
        }
        assertEquals(ups, us.ups.size());
    }

    private static Papers signed(KeyPair tls, Extension... extensions) throws Exception {
        return Papers.of(LinkCertificate.sign(tls, List.of(extensions)));
    }

    private static Extension good(KeyPair tls) {
        return LinkCertificate.extension(
                Stranger.KEY.publicKey(),
                Stranger.KEY.sign(LinkCertificate.signedBytes(tls.getPublic().getEncoded())));
    }

    @Test
    void a_certificate_that_proves_nothing_is_refused() throws Exception {
        KeyPair tls = LinkCertificate.tlsKey(Stranger.RANDOM);
        byte[] value = good(tls).getExtnValue().getOctets();
        byte[] tampered = value.clone();
        tampered[tampered.length - 1] ^= 1;
        var oid = new ASN1ObjectIdentifier(LinkCertificate.OID);
        refused(signed(tls, new Extension(oid, false, tampered)), DownCause.BAD_CERTIFICATE);
        refused(signed(tls), DownCause.BAD_CERTIFICATE);
        refused(
                signed(
                        tls,
                        good(tls),
                        new Extension(new ASN1ObjectIdentifier("1.2.3"), false, new byte[4])),
                DownCause.BAD_CERTIFICATE);
        refused(
                signed(tls, new Extension(oid, false, Arrays.copyOf(value, 100))),
                DownCause.BAD_CERTIFICATE);
    }

    @Test
    void two_certificates_or_none_are_refused() throws Exception {
        Papers good = Papers.good();
        X509Certificate one = good.chain()[0];
        refused(
                new Papers(good.key(), new X509Certificate[] {one, one}, good.alpn(), good.group()),
                DownCause.BAD_CERTIFICATE);
        refused(
                new Papers(good.key(), new X509Certificate[0], good.alpn(), good.group()),
                DownCause.TLS_FAILED);
    }

    @Test
    void another_protocol_or_group_is_refused() throws Exception {
        Papers good = Papers.good();
        refused(
                new Papers(good.key(), good.chain(), "x0x-mesh/2", good.group()),
                DownCause.UNKNOWN_ALPN);
        refused(new Papers(good.key(), good.chain(), good.alpn(), "X25519"), DownCause.TLS_FAILED);
    }

    @Test
    void a_session_is_never_resumed() throws Exception {
        long unproven = us.refused(DownCause.BAD_CERTIFICATE);
        long heard = us.refused(DownCause.MALFORMED);
        try (Stranger stranger = new Stranger()) {
            for (int i = 1; i <= 3; i++) {
                // The stranger keeps tickets. Were one good, no certificate would be shown the
                // second time, and we would not come to hear its nonsense.
                assertTrue(stranger.dial(us.address()));
                Stranger.write(stranger.control(), Frames.ECHO, new byte[8]);
                stranger.awaitClosed();
                assertEquals(heard + i, us.refused(DownCause.MALFORMED));
            }
        }
        assertEquals(unproven, us.refused(DownCause.BAD_CERTIFICATE));
    }

    /** Dials properly, writes one control frame, and tells how we answered. */
    private static String answer(int length, int type, byte[] body) throws Exception {
        try (Stranger stranger = new Stranger()) {
            assertTrue(stranger.dial(us.address()));
            Stranger.write(stranger.control(), length, type, body);
            return stranger.awaitClosed();
        }
    }

    private static String answer(Hello hello) throws Exception {
        byte[] body = hello.encode();
        return answer(body.length, Frames.HELLO, body);
    }

    @Test
    void a_wrong_hello_is_refused_by_name() throws Exception {
        Hello good = Stranger.hello();
        byte[] body = good.encode();
        int ups = us.ups.size();
        assertEquals("wrong_network", answer(with(good, new byte[] {1}, good.machine(), 5000)));
        assertEquals(
                "hello_mismatch",
                answer(with(good, new byte[0], MachineId.of(new byte[32]), 5000)));
        assertEquals("malformed", answer(with(good, new byte[0], good.machine(), 1)));
        byte[] version = body.clone();
        version[1] = 2;
        assertEquals("wrong_version", answer(version.length, Frames.HELLO, version));
        assertEquals("wrong_version", answer(0, Frames.HELLO, new byte[0]));
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        assertEquals("malformed", answer(longer.length, Frames.HELLO, longer));
        assertEquals("oversize", answer(Frames.MAX_HELLO + 1, Frames.HELLO, new byte[10]));
        assertEquals("oversize", answer(-1, Frames.HELLO, new byte[10]));
        assertEquals(ups, us.ups.size());
        assertTrue(us.refused(DownCause.WRONG_NETWORK) > 0);
        assertTrue(us.refused(DownCause.HELLO_MISMATCH) > 0);
        assertTrue(us.refused(DownCause.WRONG_VERSION) > 0);
        assertTrue(us.refused(DownCause.OVERSIZE) > 0);
    }

    private static Hello with(Hello hello, byte[] network, MachineId machine, int keepAlive) {
        return new Hello(
                Arrays.copyOf(network, 16),
                machine,
                hello.bootEpoch(),
                hello.features(),
                keepAlive,
                hello.announcement(),
                hello.advert());
    }

    @Test
    void nothing_is_heard_before_hello() throws Exception {
        int frames = us.frames.size();
        assertEquals("malformed", answer(8, Frames.ECHO, new byte[8]));
        assertEquals("malformed", answer(8, Frames.PAYLOAD, new byte[8]));
        try (Stranger stranger = new Stranger()) {
            assertTrue(stranger.dial(us.address()));
            Stranger.write(
                    stranger.stream(QuicStreamType.UNIDIRECTIONAL), Frames.PAYLOAD, new byte[9]);
            assertEquals("malformed", stranger.awaitClosed());
        }
        assertEquals(frames, us.frames.size());
    }

    /** Comes up as a link, runs {@code deed}, and tells how we answered. */
    private static String afterHello(Deed deed) throws Exception {
        int ups = us.ups.size();
        try (Stranger stranger = new Stranger()) {
            assertTrue(stranger.dial(us.address()));
            QuicStreamChannel control = stranger.control();
            Stranger.write(control, Frames.HELLO, Stranger.hello().encode());
            Peer.await("the link", () -> us.ups.size() > ups);
            deed.run(stranger, control);
            return stranger.awaitClosed();
        }
    }

    private interface Deed {
        void run(Stranger stranger, QuicStreamChannel control) throws Exception;
    }

    private static Deed payload(int length, int type, byte[] body) {
        return (stranger, control) ->
                Stranger.write(stranger.stream(QuicStreamType.UNIDIRECTIONAL), length, type, body);
    }

    private static Deed control(int length, int type, byte[] body) {
        return (stranger, control) -> Stranger.write(control, length, type, body);
    }

    @Test
    void broken_frames_close_the_link() throws Exception {
        int downs = us.downs.size();
        assertEquals(
                "oversize", afterHello(payload(Link.MAX_FRAME + 1, Frames.PAYLOAD, new byte[9])));
        assertEquals("oversize", afterHello(payload(-5, Frames.PAYLOAD, new byte[9])));
        assertEquals("malformed", afterHello(payload(9, 17, new byte[9])));
        assertEquals(
                "oversize", afterHello(control(Frames.MAX_CONTROL + 1, Frames.ECHO, new byte[9])));
        assertEquals("malformed", afterHello(control(9, Frames.ECHO, new byte[9])));
        assertEquals("malformed", afterHello(control(8, 99, new byte[8])));
        assertEquals(
                "malformed",
                afterHello(control(8, Frames.HELLO, new byte[8]))); // hello is said once
        assertEquals(
                "malformed", afterHello((stranger, control) -> control.shutdownOutput().sync()));
        assertEquals(downs + 8, us.downs.size());
    }

    @Test
    void streams_out_of_turn_close_the_link() throws Exception {
        assertEquals(
                "malformed",
                afterHello(
                        (stranger, control) -> {
                            QuicStreamChannel cut = stranger.stream(QuicStreamType.UNIDIRECTIONAL);
                            Stranger.write(cut, 100, Frames.PAYLOAD, new byte[50]);
                            cut.shutdownOutput().sync();
                        }));
        assertFalse(us.links.to(Stranger.machine()).isPresent());
    }

    @Test
    void a_payload_frame_at_the_limit_arrives() throws Exception {
        int frames = us.frames.size();
        byte[] whole = new byte[Link.MAX_FRAME];
        whole[whole.length - 1] = 42;
        afterHello(
                (stranger, control) -> {
                    payload(whole.length, Frames.PAYLOAD, whole).run(stranger, control);
                    Peer.await("the frame", () -> us.frames.size() > frames);
                    us.links.to(Stranger.machine()).orElseThrow().close("enough");
                });
    }
}
