// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks each handshake's certificate which machine it proves, and remembers the answer in the {@link
 * Proof} of that handshake. Runs on the pool for slow work, not on the event loop.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final Map<SSLEngine, Proof> proofs = new ConcurrentHashMap<>();

    /** From now until {@link #forget}, answers for {@code engine} go to {@code proof}. */
    void expect(SSLEngine engine, Proof proof) {
        proofs.put(engine, proof);
    }

    void forget(SSLEngine engine) {
        proofs.remove(engine);
    }

    private void check(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        Proof proof = proofs.get(engine);
        if (proof == null) {
            throw new CertificateException("a handshake that nobody awaits");
        }
        MachineId machine;
        try {
            machine = CertificateCheck.machine(chain);
        } catch (CertificateException | RuntimeException e) {
            // Certificates parse lazily: hostile bytes can surface as any unchecked exception.
            throw refusal(proof, DownCause.BAD_CERTIFICATE, String.valueOf(e.getMessage()));
        }
        if (!proof.expects(machine)) {
            throw refusal(proof, DownCause.WRONG_MACHINE, "machine " + machine.hex() + " answered");
        }
        proof.prove(machine);
    }

    // The codec picks the alert by the class of the exception: this one makes it bad_certificate,
    // which the peer can tell from a fault; any other makes it internal_error.
    private static CertificateException refusal(Proof proof, DownCause cause, String why) {
        proof.refuse(cause, why);
        return new CertificateNotYetValidException(why);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("no link runs over a socket");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("no link runs over a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("no handshake to tie this certificate to");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("no handshake to tie this certificate to");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
