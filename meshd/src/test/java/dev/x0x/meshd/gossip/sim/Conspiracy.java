// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What hostile machines know together: each other, and everybody else who can be dialled. They have
 * means of their own to tell each other, which cost nothing here.
 */
final class Conspiracy {
    private final List<Host> members = new ArrayList<>();
    private final Map<MachineId, Host> byId = new HashMap<>();
    private final List<Host> targets = new ArrayList<>();

    void joins(Host host) {
        members.add(host);
        byId.put(host.id, host);
    }

    /** An honest machine that can be dialled. */
    void learns(Host host) {
        targets.add(host);
    }

    List<Host> members() {
        return members;
    }

    boolean includes(MachineId id) {
        return byId.containsKey(id);
    }

    /** Up to so many members, each at most once, without this one. */
    List<Hint> hints(int most, MachineId not, RandomGenerator random) {
        List<Hint> hints = new ArrayList<>(most);
        int start = random.nextInt(members.size());
        int step = 1 + random.nextInt(Math.max(1, members.size() / most));
        for (int i = 0; i < members.size() && hints.size() < most; i++) {
            Host each = members.get((int) ((start + (long) i * step) % members.size()));
            if (!each.id.equals(not) && !hints.contains(each.hint)) {
                hints.add(each.hint);
            }
        }
        return hints;
    }

    /** A member's announcement, which is as genuine as anybody's. */
    Optional<SignedRecord> announcement(MachineId of) {
        Host host = byId.get(of);
        return host == null ? Optional.empty() : host.hello.stream().findFirst();
    }

    /** Somebody to be surrounded. */
    Optional<Host> target(RandomGenerator random) {
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        Host host = targets.get(random.nextInt(targets.size()));
        return host.up() ? Optional.of(host) : Optional.empty();
    }
}
