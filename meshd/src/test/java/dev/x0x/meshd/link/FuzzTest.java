// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static dev.x0x.fuzz.FuzzEntry.canonical;
import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.FuzzEntry.Allocation;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SigningKeyPair;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

class FuzzTest implements Fuzzed {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LIMIT = 4_096;

    @Override
    public List<FuzzEntry> entries() throws Exception {
        SigningKeyPair machine = SigningKeyPair.generate(RANDOM);
        KeyPair tls = LinkCertificate.tlsKey(RANDOM);
        byte[] signature = machine.sign(LinkCertificate.signedBytes(tls.getPublic().getEncoded()));
        Extension good = LinkCertificate.extension(machine.publicKey(), signature);
        return List.of(
                canonical(
                        "hello",
                        MalformedException.class,
                        bytes -> Hello.decode(bytes).encode(),
                        hellos()),
                reads("link-frames", NeverException.class, FuzzTest::frames, streams()),
                reads(
                                "certificate",
                                CertificateException.class,
                                FuzzTest::certificate,
                                List.of(
                                        LinkCertificate.sign(tls, List.of(good))
                                                .certificate()
                                                .getEncoded(),
                                        LinkCertificate.sign(tls, List.of())
                                                .certificate()
                                                .getEncoded()))
                        .allocating(new Allocation(4 << 20, 512)),
                reads(
                                "certificate-extension",
                                CertificateException.class,
                                value -> extension(tls, value),
                                List.of(good.getExtnValue().getOctets(), new byte[0]))
                        .allocating(new Allocation(4 << 20, 512)));
    }

    private static List<byte[]> hellos() {
        var hellos = new ArrayList<byte[]>();
        for (int length : new int[] {0, 1, 300}) {
            hellos.add(
                    new Hello(
                                    new byte[16],
                                    MachineId.of(new byte[32]),
                                    1,
                                    0,
                                    LinkSettings.MIN_KEEP_ALIVE_MS,
                                    new byte[length],
                                    new byte[length])
                            .encode());
        }
        return hellos;
    }

    private static List<byte[]> streams() {
        ByteBuffer three = ByteBuffer.allocate(3 * Frames.HEADER + 40);
        for (int length : new int[] {0, 8, 32}) {
            three.putInt(length).put(Frames.PAYLOAD).put(new byte[length]);
        }
        return List.of(three.array(), new byte[Frames.HEADER], new byte[0]);
    }

    /** Nothing may escape: a frame is given on, or its length refused. */
    private static final class NeverException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** A stream cut anywhere: the same frames come out as when it comes in one piece. */
    private static void frames(byte[] stream) {
        var whole = new Collected();
        var pieces = new Collected();
        read(new FrameReader(), stream, 0, stream.length, whole);
        var reader = new FrameReader();
        boolean more = true;
        for (int at = 0; more && at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + Math.floorMod(31 * at + 7, 64));
            more = read(reader, stream, at, length, pieces);
            at += length;
        }
        if (!whole.said.equals(pieces.said)) {
            throw new AssertionError(whole.said + " in one piece, cut " + pieces.said);
        }
    }

    private static boolean read(
            FrameReader reader, byte[] stream, int at, int length, Collected sink) {
        ByteBuf in = Unpooled.wrappedBuffer(stream, at, length);
        return reader.read(in, sink);
    }

    private static final class Collected implements FrameReader.Sink {
        private final List<String> said = new ArrayList<>();

        @Override
        public int limit() {
            return LIMIT;
        }

        @Override
        public boolean frame(byte type, byte[] body) {
            if (body.length > LIMIT) {
                throw new AssertionError("a frame of " + body.length + " bytes");
            }
            said.add(type + ":" + ByteBuffer.wrap(body).hashCode());
            return true;
        }

        @Override
        public void oversize(int claimed) {
            said.add("oversize " + claimed);
        }
    }

    private static void certificate(byte[] der) throws CertificateException {
        var parsed =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
        CertificateCheck.machine(new X509Certificate[] {parsed});
    }

    /** Rightly self-signed as by a hostile peer: past that signature is where a fault would be. */
    private static void extension(KeyPair tls, byte[] value) throws Exception {
        var extension = new Extension(new ASN1ObjectIdentifier(LinkCertificate.OID), false, value);
        X509Certificate made = LinkCertificate.sign(tls, List.of(extension)).certificate();
        CertificateCheck.machine(new X509Certificate[] {made});
    }
}
