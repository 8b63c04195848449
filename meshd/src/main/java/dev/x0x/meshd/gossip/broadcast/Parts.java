// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;

import java.util.random.RandomGenerator;

/** The parts of broadcast, each knowing only those it needs. */
record Parts(
        BroadcastSettings settings,
        RecordStore store,
        Seen seen,
        Origins origins,
        Standings standings,
        Timers timers,
        Tree tree,
        Repair repair,
        Liveness liveness,
        Searches searches,
        Tally tally) {
    static Parts of(MachineId self, BroadcastSettings settings, RandomGenerator random) {
        var tally = new Tally();
        var timers = new Timers();
        var standings = new Standings(settings.scoring());
        var store = new RecordStore(self, settings.store(), settings.quotas().settledAfter());
        var tree = new Tree(settings, random, standings, timers, tally);
        return new Parts(
                settings,
                store,
                new Seen(settings.store()),
                new Origins(settings.quotas()),
                standings,
                timers,
                tree,
                new Repair(settings.tree(), random, tree, standings, timers, tally),
                new Liveness(settings, store, tree, standings, tally),
                new Searches(settings.search(), random, tree, timers),
                tally);
    }
}
