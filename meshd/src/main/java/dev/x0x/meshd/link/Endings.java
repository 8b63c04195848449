// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.handler.codec.quic.QuicConnectionCloseEvent;

import java.nio.charset.StandardCharsets;

/** Names for the ways in which TLS and QUIC say no. */
final class Endings {
    // Alerts of RFC 8446 §6, RFC 7301.
    private static final int BAD_CERTIFICATE = 42;
    private static final int CERTIFICATE_UNKNOWN = 46;
    private static final int CERTIFICATE_REQUIRED = 116;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    /** An application's refusal before the handshake is through (RFC 9000 §10.2.3). */
    private static final int APPLICATION_ERROR = 12;

    private Endings() {}

    /** What the peer's CONNECTION_CLOSE means. */
    static Connection.Ending of(QuicConnectionCloseEvent event) {
        if (event.isApplicationClose()) {
            return new Connection.Ending(
                    DownCause.ofCloseCode(event.error()), "the peer says: " + reason(event));
        }
        if (event.isTlsError()) {
            int alert = QuicConnectionCloseEvent.extractTlsError(event.error());
            return new Connection.Ending(alert(alert), "the peer sent TLS alert " + alert);
        }
        if (event.error() == APPLICATION_ERROR) {
            return new Connection.Ending(DownCause.BUSY, "the peer takes no connections now");
        }
        return new Connection.Ending(
                DownCause.LOST, "the peer closed with transport error " + event.error());
    }

    /** What our own TLS found wrong, other than a certificate. */
    static Connection.Ending of(Throwable tls) {
        String message = String.valueOf(tls.getMessage());
        return new Connection.Ending(
                message.contains("NO_APPLICATION_PROTOCOL")
                        ? DownCause.UNKNOWN_ALPN
                        : DownCause.TLS_FAILED,
                message);
    }

    private static DownCause alert(int alert) {
        if (alert == NO_APPLICATION_PROTOCOL) {
            return DownCause.UNKNOWN_ALPN;
        }
        if ((alert >= BAD_CERTIFICATE && alert <= CERTIFICATE_UNKNOWN)
                || alert == CERTIFICATE_REQUIRED) {
            return DownCause.BAD_CERTIFICATE;
        }
        return DownCause.TLS_FAILED;
    }

    private static String reason(QuicConnectionCloseEvent event) {
        try {
            return printable(event.reason());
        } catch (NullPointerException e) {
            return ""; // netty 4.2.18 clones the array of a reason that is not there
        }
    }

    // The peer's words end in our log: no line breaks, no terminal codes, not long.
    private static String printable(byte[] reason) {
        String text =
                new String(reason, 0, Math.min(reason.length, 200), StandardCharsets.US_ASCII);
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
