// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;

import java.util.List;

/**
 * Where a machine may be found, in few bytes. Unsigned: worth a dial that pins the id, and before
 * that the signed announcement it was taken from (MESH.md §3, amendment on descriptors).
 *
 * @param addresses best first, at most {@value #MOST_ADDRESSES}
 * @param reachable whether the machine announces that strangers can dial it
 * @param announcedAt when its announcement was signed, Unix seconds; the newest wins
 */
public record Hint(
        MachineId machine, List<Endpoint> addresses, boolean reachable, long announcedAt) {
    /** More addresses than this are not passed on. */
    public static final int MOST_ADDRESSES = 4;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException for more than {@value #MOST_ADDRESSES} addresses
     */
    public Hint {
        if (addresses.size() > MOST_ADDRESSES) {
            throw new IllegalArgumentException(addresses.size() + " addresses in a hint");
        }
        addresses = List.copyOf(addresses);
    }
}
