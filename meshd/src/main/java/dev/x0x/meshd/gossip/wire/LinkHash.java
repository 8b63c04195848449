// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The step from one link of a heartbeat chain to the one before it (DECISIONS D3). Keeps its digest
 * between calls: for one thread.
 */
public final class LinkHash {
    private static final byte[] DOMAIN = "x0x-hb-link-v1\0".getBytes(US_ASCII);

    private final MessageDigest sha256 = Digest.sha256();

    /** link_{slot-1}, from link_slot. */
    public byte[] before(MachineId machine, int slot, byte[] link) {
        return before(machine.bytes(), slot, link);
    }

    /**
     * Whether {@code link} stands at {@code slot} of the chain that has {@code known} at {@code
     * knownSlot}: one hash for each step between.
     */
    public boolean leads(MachineId machine, int slot, byte[] link, int knownSlot, byte[] known) {
        byte[] id = machine.bytes();
        byte[] at = link;
        for (int i = slot; i > knownSlot; i--) {
            at = before(id, i, at);
        }
        return MessageDigest.isEqual(at, known);
    }

    byte[] before(byte[] machine, int slot, byte[] link) {
        sha256.update(DOMAIN);
        sha256.update(machine);
        sha256.update(ByteBuffer.allocate(4).putInt(slot).array());
        return sha256.digest(link);
    }
}
