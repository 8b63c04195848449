// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * By which links the copies of a message have left here. A second copy means that the first was not
 * answered: somewhere on its way it was lost, and whoever lost it gave custody. Nobody can say who
 * that was, so each later copy takes another way at every node it passes (MESH.md §6, selective
 * forwarding).
 */
final class Ways {
    /** Of one message; a guess: by then it has expired. */
    private static final int MOST_WAYS = 12;

    private final int most;
    private final LinkedHashMap<FrameKey, List<MachineId>> left = new LinkedHashMap<>();

    Ways(int most) {
        this.most = most;
    }

    /** A copy of this message left by this link. */
    void left(CarrierHead head, MachineId link) {
        FrameKey message = FrameKey.ofMessage(head);
        List<MachineId> before = left.remove(message);
        List<MachineId> now = before == null ? new ArrayList<>(1) : before;
        now.remove(link);
        if (now.size() >= MOST_WAYS) {
            now.removeFirst();
        }
        now.add(link);
        left.put(message, now); // the one unused longest is the eldest
        Routes.trim(left, most);
    }

    /** The links by which copies of it left, the latest last. */
    List<MachineId> of(CarrierHead head) {
        List<MachineId> known = left.get(FrameKey.ofMessage(head));
        return known == null ? List.of() : List.copyOf(known);
    }

    int size() {
        return left.size();
    }
}
