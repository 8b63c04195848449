// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

/** What a carrier frame carries (DECISIONS A1). */
public enum CarrierKind {
    /** A sealed, signed, attested direct message. */
    ENVELOPE(1),
    /** A record of a running exec session. */
    SESSION_RECORD(2),
    /** "I have queued the frame of this hash", to the neighbour it came from. */
    CUSTODY_ACK(3);

    private final int code;

    CarrierKind(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    static CarrierKind read(int code) throws MalformedException {
        return switch (code) {
            case 1 -> ENVELOPE;
            case 2 -> SESSION_RECORD;
            case 3 -> CUSTODY_ACK;
            default -> throw new MalformedException(Refusal.BAD_KIND, "carrier kind " + code);
        };
    }
}
