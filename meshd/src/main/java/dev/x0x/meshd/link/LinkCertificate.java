// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.keys.SigningKeyPair;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

/**
 * The TLS key of one run of the daemon and the certificate in which the machine key vouches for it
 * (DECISIONS A8; the shape is that of the libp2p TLS specification).
 *
 * <p>The post-quantum proof binds the P-256 key; who holds a quantum computer and breaks P-256
 * while the handshake runs can pose as the machine to a peer, and so mislead routing. What is sent
 * to an agent is sealed to the agent's own keys above this layer.
 */
record LinkCertificate(PrivateKey key, X509Certificate certificate) {
    /** The one extension: SEQUENCE { OCTET STRING key(1952), OCTET STRING signature(3309) }. */
    static final String OID = "2.25.315371727903676951030323667025798355620";

    /** Everything of the extension's value that is fixed, as both lengths are. */
    static final byte[] SEQUENCE_AND_KEY_HEADER = HexFormat.of().parseHex("30821495048207a0");

    static final byte[] SIGNATURE_HEADER = HexFormat.of().parseHex("04820ced");
    private static final byte[] DOMAIN = "x0x-link-tls-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** A fresh TLS key, vouched for by {@code machine}. */
    static LinkCertificate make(SigningKeyPair machine, SecureRandom random) {
        try {
            KeyPair tls = tlsKey(random);
            byte[] signature = machine.sign(signedBytes(tls.getPublic().getEncoded()));
            return sign(tls, List.of(extension(machine.publicKey(), signature)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a link certificate", e);
        }
    }

    /** What the machine key signs: a domain string and the TLS key's SubjectPublicKeyInfo. */
    static byte[] signedBytes(byte[] spki) {
        return ByteBuffer.allocate(DOMAIN.length + spki.length).put(DOMAIN).put(spki).array();
    }

    static KeyPair tlsKey(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    static Extension extension(byte[] publicKey, byte[] signature) {
        ByteBuffer value =
                ByteBuffer.allocate(
                        SEQUENCE_AND_KEY_HEADER.length
                                + publicKey.length
                                + SIGNATURE_HEADER.length
                                + signature.length);
        value.put(SEQUENCE_AND_KEY_HEADER).put(publicKey).put(SIGNATURE_HEADER).put(signature);
        return new Extension(new ASN1ObjectIdentifier(OID), false, value.array());
    }

    /**
     * A self-signed certificate with these extensions. Names and dates are filler: none reads them.
     */
    static LinkCertificate sign(KeyPair tls, List<Extension> extensions)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X500Name name = new X500Name("CN=x0x");
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.parse("9999-12-31T23:59:59Z")),
                        name,
                        SubjectPublicKeyInfo.getInstance(tls.getPublic().getEncoded()));
        for (Extension each : extensions) {
            add(builder, each);
        }
        X509CertificateHolder made =
                builder.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(tls.getPrivate()));
        return new LinkCertificate(
                tls.getPrivate(),
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(made.getEncoded())));
    }

    private static void add(X509v3CertificateBuilder builder, Extension extension)
            throws CertIOException {
        builder.addExtension(extension);
    }
}
