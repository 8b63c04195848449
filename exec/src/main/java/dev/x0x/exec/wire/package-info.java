// SPDX-License-Identifier: Apache-2.0
/**
 * Exec frames and session records, bytes to values and back (PROTOCOL.md §3, DECISIONS A4–A6).
 *
 * <p>Strict: every length is checked before anything is allocated, a refused payload or record has
 * no effect at all, and whatever is accepted re-encodes to the same bytes. It knows no clock, no
 * randomness and no network; sessions and calls use it from their one thread.
 */
package dev.x0x.exec.wire;
