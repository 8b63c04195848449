// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.MachineId;

import java.util.Arrays;

/**
 * The links of our own chain, of which those not yet shown are secret: whoever has link i can say
 * that we live until slot i. Erased on close, never printed, never on disk.
 */
public final class HeartbeatChain implements AutoCloseable {
    /** Bytes of a link. */
    public static final int LINK = 32;

    private final byte[] links;
    private final int slots;
    private boolean closed;

    private HeartbeatChain(byte[] links, int slots) {
        this.links = links;
        this.slots = slots;
    }

    /**
     * The chain that ends in {@code last}.
     *
     * @param slots n, 1 to {@value ChainRecord#MOST_SLOTS}
     * @param last link_n: 32 bytes from a secure random; taken over and zeroed
     * @throws IllegalArgumentException for another number of slots or bytes
     */
    public static HeartbeatChain of(MachineId machine, int slots, byte[] last) {
        if (slots < 1 || slots > ChainRecord.MOST_SLOTS || last.length != LINK) {
            throw new IllegalArgumentException(slots + " slots from " + last.length + " bytes");
        }
        byte[] links = new byte[(slots + 1) * LINK];
        byte[] id = machine.bytes();
        var hash = new LinkHash();
        byte[] at = last;
        for (int slot = slots; slot >= 0; slot--) {
            System.arraycopy(at, 0, links, slot * LINK, LINK);
            byte[] before = hash.before(id, slot, at);
            Arrays.fill(at, (byte) 0);
            at = before;
        }
        return new HeartbeatChain(links, slots);
    }

    /** n. */
    public int slots() {
        return slots;
    }

    /** link_0, which the record commits to. */
    public byte[] anchor() {
        return at(0);
    }

    /**
     * Shows link_{slot}: from now on it is public, and so are those before it.
     *
     * @throws IllegalArgumentException if there is no such slot
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] show(int slot) {
        if (slot < 1 || slot > slots) {
            throw new IllegalArgumentException("slot " + slot + " of " + slots);
        }
        return at(slot);
    }

    /** Zeroes the links. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(links, (byte) 0);
    }

    @Override
    public String toString() {
        return "[heartbeat chain of " + slots + "]";
    }

    private byte[] at(int slot) {
        if (closed) {
            throw new IllegalStateException("heartbeat chain used after it was erased");
        }
        return Arrays.copyOfRange(links, slot * LINK, (slot + 1) * LINK);
    }
}
