// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.MembershipFrame;

import java.util.ArrayList;
import java.util.List;

/** One event's share of time: when it is, and what is to be done about it. */
final class Turn {
    private final List<MembershipEffect> effects = new ArrayList<>(4);
    private final long now;
    private final long wall;

    /**
     * A turn at this time.
     *
     * @param now uptime in milliseconds
     * @param wall Unix seconds
     */
    Turn(long now, long wall) {
        this.now = now;
        this.wall = wall;
    }

    long now() {
        return now;
    }

    long wall() {
        return wall;
    }

    void add(MembershipEffect effect) {
        effects.add(effect);
    }

    void send(MachineId to, MembershipFrame frame) {
        effects.add(new MembershipEffect.Send(to, frame));
    }

    List<MembershipEffect> effects() {
        return effects;
    }
}
