// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Why a link ended, or never came up. Those with a number are sent as QUIC application close code,
 * so that the other side can name them too.
 */
public enum DownCause {
    /** The daemon at one end stops. */
    STOPPING(0),
    /** Closed by its owner through {@link Link#close}. */
    CLOSED(1),
    /** Another connection between the two machines stays. */
    SUPERSEDED(2),
    /** Hello names another network. */
    WRONG_NETWORK(3),
    /** Hello speaks another version of the link protocol. */
    WRONG_VERSION(4),
    /** Hello, or a record in it, names another machine than TLS proved. */
    HELLO_MISMATCH(5),
    /** A record in Hello is malformed, forged or expired. */
    HELLO_REFUSED(6),
    /** The acceptor's link policy does not admit the dialler. */
    REFUSED_BY_POLICY(7),
    /** Frames that break the link protocol. */
    MALFORMED(8),
    /** A frame above the limit. */
    OVERSIZE(9),
    /** Nothing heard for three of the peer's keep-alive intervals. */
    SILENT(10),
    /** The acceptor holds as many connections as it may. */
    BUSY(11),
    /** No Hello in time. */
    TIMEOUT(12),
    /** The peer is this machine. */
    SELF(13),
    /** Replaced after the peer's restart. */
    PEER_RESTARTED(14),
    /** The pinned machine is not the one that answered. */
    WRONG_MACHINE,
    /** The peer's certificate does not prove a machine. */
    BAD_CERTIFICATE(15),
    /** No common application protocol. */
    UNKNOWN_ALPN,
    /** TLS failed otherwise, for example without X25519MLKEM768. */
    TLS_FAILED,
    /** No packet could be sent there. */
    UNREACHABLE,
    /** The connection broke without a word. */
    LOST;

    private final int closeCode;

    DownCause() {
        this(-1);
    }

    DownCause(int closeCode) {
        this.closeCode = closeCode;
    }

    /** The word used in JSON, logs and messages, lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    OptionalInt closeCode() {
        return closeCode < 0 ? OptionalInt.empty() : OptionalInt.of(closeCode);
    }

    /** What a peer's application close code means; {@link #LOST} for one that we do not know. */
    static DownCause ofCloseCode(int code) {
        for (DownCause each : values()) {
            if (code >= 0 && each.closeCode == code) {
                return each;
            }
        }
        return LOST;
    }
}
