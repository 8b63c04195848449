// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.SigningKeyPair;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** What proves a machine and what almost does. */
class CertificateTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKeyPair MACHINE = SigningKeyPair.generate(RANDOM);

    static byte[] signature(KeyPair tls) {
        return MACHINE.sign(LinkCertificate.signedBytes(tls.getPublic().getEncoded()));
    }

    static Extension good(KeyPair tls) {
        return LinkCertificate.extension(MACHINE.publicKey(), signature(tls));
    }

    private static MachineId check(LinkCertificate... made) throws CertificateException {
        X509Certificate[] chain =
                Arrays.stream(made)
                        .map(LinkCertificate::certificate)
                        .toArray(X509Certificate[]::new);
        return CertificateCheck.machine(chain);
    }

    private static void refused(String why, LinkCertificate... made) {
        CertificateException refusal = assertThrows(CertificateException.class, () -> check(made));
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    private static Extension other(byte[] value) {
        return new Extension(new ASN1ObjectIdentifier(LinkCertificate.OID), false, value);
    }

    @Test
    void the_machine_is_proven() throws Exception {
        assertEquals(
                MachineId.derive(MACHINE.publicKey()),
                check(LinkCertificate.make(MACHINE, RANDOM)));
    }

    @Test
    void the_extension_is_the_only_one_and_well_formed() throws Exception {
        KeyPair tls = LinkCertificate.tlsKey(RANDOM);
        Extension good = good(tls);
        byte[] value = good.getExtnValue().getOctets();
        refused("no other", LinkCertificate.sign(tls, List.of()));
        refused(
                "no other",
                LinkCertificate.sign(
                        tls, List.of(good, new Extension(Extension.keyUsage, false, new byte[5]))));
        refused(
                "no other",
                LinkCertificate.sign(
                        tls,
                        List.of(
                                new Extension(
                                        new ASN1ObjectIdentifier(LinkCertificate.OID),
                                        true,
                                        value))));
        refused(
                "malformed",
                LinkCertificate.sign(tls, List.of(other(Arrays.copyOf(value, value.length + 1)))));
        refused(
                "malformed",
                LinkCertificate.sign(tls, List.of(other(Arrays.copyOf(value, value.length - 1)))));
        refused("malformed", LinkCertificate.sign(tls, List.of(other(new byte[0]))));
        for (int at : new int[] {0, 3, 4, 7, 8 + 1952, 8 + 1952 + 3}) {
            byte[] bent = value.clone();
            bent[at] ^= 1;
            refused("malformed", LinkCertificate.sign(tls, List.of(other(bent))));
        }
    }

    @Test
    void both_signatures_count() throws Exception {
        KeyPair tls = LinkCertificate.tlsKey(RANDOM);
        byte[] value = good(tls).getExtnValue().getOctets();
        for (int at : new int[] {8, 8 + 1951, 8 + 1952 + 4, value.length - 1}) {
            byte[] bent = value.clone();
            bent[at] ^= 1;
            refused("machine key's signature", LinkCertificate.sign(tls, List.of(other(bent))));
        }
        KeyPair another = LinkCertificate.tlsKey(RANDOM);
        refused(
                "machine key's signature",
                LinkCertificate.sign(another, List.of(good(tls)))); // the proof of another TLS key
        byte[] undomained = MACHINE.sign(tls.getPublic().getEncoded());
        refused(
                "machine key's signature",
                LinkCertificate.sign(
                        tls, List.of(LinkCertificate.extension(MACHINE.publicKey(), undomained))));
        KeyPair mixed = new KeyPair(tls.getPublic(), another.getPrivate());
        refused("self-signature", LinkCertificate.sign(mixed, List.of(good(tls))));
    }

    @Test
    void one_certificate_with_one_kind_of_key() throws Exception {
        LinkCertificate good = LinkCertificate.make(MACHINE, RANDOM);
        refused("exactly one", good, good);
        refused("exactly one");
        KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
        p384.initialize(384);
        KeyPair big = p384.generateKeyPair();
        refused("P-256", LinkCertificate.sign(big, List.of(good(big))));
    }
}
