// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

/** The signed public records that travel by broadcast (MESH.md §2). */
public enum RecordKind {
    /** Who runs on which machine and where it can be dialled (PROTOCOL.md §5.1). */
    ANNOUNCEMENT(1),
    /**
     * Which key seals to an agent on a machine (PROTOCOL.md §5.4), behind the agent's public key.
     */
    ADVERT(2),
    /** The end of an agent or machine (PROTOCOL.md §1.7). */
    REVOCATION(3),
    /** The anchor of a machine's heartbeats (DECISIONS D3). */
    CHAIN(4),
    /** What a machine says of itself in words. */
    TAGS(5);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }
}
