// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

/** What carries frames (DECISIONS A4). */
public enum Rides {
    /** A sealed, signed and attested envelope, with the payload prefix. */
    ENVELOPE,
    /** A session record, without the prefix. */
    RECORD
}
