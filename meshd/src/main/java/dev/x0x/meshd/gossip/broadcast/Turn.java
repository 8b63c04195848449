// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.meshd.gossip.wire.BroadcastFrame;

import java.util.ArrayList;
import java.util.List;

/** One event in hand: the times it came with, in milliseconds, and what it leads to. */
final class Turn {
    final long now;
    final long wall;
    final List<BroadcastEffect> effects = new ArrayList<>(4);

    Turn(long now, long wall) {
        this.now = now;
        this.wall = wall;
    }

    void send(Neighbour to, BroadcastFrame frame) {
        effects.add(new BroadcastEffect.Send(to.id, frame));
    }

    void add(BroadcastEffect effect) {
        effects.add(effect);
    }
}
