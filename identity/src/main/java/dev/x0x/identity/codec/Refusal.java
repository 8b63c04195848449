// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

import java.util.Locale;

/** Why bytes or text were refused: the closed list of {@code conformance-tests/vectors}. */
public enum Refusal {
    MISSING_PREFIX,
    TRUNCATED,
    TRAILING_BYTES,
    UNKNOWN_VARIANT,
    UNKNOWN_ENUM,
    BAD_UTF8,
    LENGTH_TOO_LARGE,
    BAD_BOOL,
    BAD_OPTION,
    BAD_VARINT,
    BAD_LENGTH,
    BAD_VERSION,
    BAD_KIND,
    BAD_KEY_LENGTH,
    BAD_HEX,
    BAD_CHARACTER,
    BAD_LINK,
    BAD_JSON,
    MISSING_FIELD,
    BAD_TYPE,
    BAD_TAG,
    REQUEST_ID_MISMATCH,
    UNKNOWN_SESSION,
    STALE_COUNTER,
    UNSIGNED,
    ID_MISMATCH,
    BAD_SIGNATURE,
    USER_CERTIFICATE_PAIR,
    ATTESTATION_MISSING,
    ATTESTATION_VERSION_1,
    ATTESTATION_MISMATCH,
    BAD_UNIT;

    /** The name used in vectors, counters and messages, lower-case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
