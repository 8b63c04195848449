// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.RequestId;

/**
 * One exec frame (PROTOCOL.md §3, variants 0–7, and exec extension 1, DECISIONS A5, variants 8–14).
 *
 * <p>Byte arrays in frames are neither copied in nor out: whoever makes a frame gives them away,
 * whoever reads one does not write to them. Numbers named u32 and u64 in the paper are longs; a u64
 * is to be read as unsigned.
 */
public sealed interface ExecFrame permits ToServer, ToCaller {
    /** The request that the frame belongs to. */
    RequestId id();
}
