// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.MlDsa;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Which machine a peer's certificate proves (DECISIONS A8). Only the self-signature, the one
 * extension and the machine's signature in it are judged; names and dates mean nothing here.
 */
final class CertificateCheck {
    /** SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point (RFC 5480). */
    private static final byte[] P256_SPKI =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int P256_SPKI_LENGTH = 91;

    /** ecdsa-with-SHA256 (RFC 5758). */
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";

    /** An extension's value comes as OCTET STRING: 04 82 and two bytes of length. */
    private static final byte[] OCTETS = HexFormat.of().parseHex("04821499");

    private static final int KEY_AT =
            OCTETS.length + LinkCertificate.SEQUENCE_AND_KEY_HEADER.length;
    private static final int SIGNATURE_HEADER_AT = KEY_AT + MlDsa.PUBLIC_KEY;
    private static final int SIGNATURE_AT =
            SIGNATURE_HEADER_AT + LinkCertificate.SIGNATURE_HEADER.length;
    private static final int VALUE_LENGTH = SIGNATURE_AT + MlDsa.SIGNATURE;

    private CertificateCheck() {}

    /**
     * The machine that {@code chain} proves.
     *
     * @throws CertificateException with what is wrong, for our log
     */
    static MachineId machine(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length != 1) {
            throw new CertificateException(
                    (chain == null ? 0 : chain.length) + " certificates, expected exactly one");
        }
        X509Certificate certificate = chain[0];
        byte[] spki = certificate.getPublicKey().getEncoded();
        if (spki.length != P256_SPKI_LENGTH || !startsWith(spki, 0, P256_SPKI)) {
            throw new CertificateException("the TLS key is not an uncompressed P-256 key");
        }
        selfSignature(certificate);
        byte[] value = onlyExtension(certificate);
        byte[] key = Arrays.copyOfRange(value, KEY_AT, SIGNATURE_HEADER_AT);
        byte[] signature = Arrays.copyOfRange(value, SIGNATURE_AT, VALUE_LENGTH);
        if (!MlDsa.verify(key, LinkCertificate.signedBytes(spki), signature)) {
            throw new CertificateException("the machine key's signature is wrong");
        }
        try {
            return MachineId.derive(key);
        } catch (MalformedException e) {
            throw new CertificateException(e);
        }
    }

    private static void selfSignature(X509Certificate certificate) throws CertificateException {
        if (!certificate.getSigAlgOID().equals(ECDSA_SHA256)) {
            throw new CertificateException("self-signature is not ECDSA with SHA-256");
        }
        try {
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("self-signature is wrong", e);
        }
    }

    private static byte[] onlyExtension(X509Certificate certificate) throws CertificateException {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        Set<String> others = certificate.getNonCriticalExtensionOIDs();
        if ((critical != null && !critical.isEmpty())
                || others == null
                || !others.equals(Set.of(LinkCertificate.OID))) {
            throw new CertificateException("expected the machine extension and no other");
        }
        byte[] value = certificate.getExtensionValue(LinkCertificate.OID);
        if (value.length != VALUE_LENGTH
                || !startsWith(value, 0, OCTETS)
                || !startsWith(value, OCTETS.length, LinkCertificate.SEQUENCE_AND_KEY_HEADER)
                || !startsWith(value, SIGNATURE_HEADER_AT, LinkCertificate.SIGNATURE_HEADER)) {
            throw new CertificateException("the machine extension is malformed");
        }
        return value;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] expected) {
        return Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }
}
