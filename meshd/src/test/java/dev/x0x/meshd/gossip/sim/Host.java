// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.MeshNode;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A machine of the simulation: an address, clocks, an uplink, and the node that runs on it. */
final class Host {
    /** What state a machine is in. */
    enum State {
        OFF,
        UP,
        ASLEEP
    }

    final int index;
    final MachineId id;
    final Endpoint endpoint;
    final Reach reach;
    final NodeKind kind;
    final Map<MachineId, SimLink> links = new LinkedHashMap<>(8);

    /** Where it starts looking; may be changed before a start. */
    List<Endpoint> bootstrap = List.of();

    State state = State.OFF;
    MeshNode node;

    /** How often it was started: events for an earlier life are lost. */
    int life;

    long startedAt;
    long clockOffsetMs;
    int side;
    Role role = Role.UNKNOWN;
    Hint hint;

    /** What its Hello carries. */
    List<SignedRecord> hello = List.of();

    /** What it kept at its last stop. */
    List<Hint> cache = List.of();

    long uplink;
    long uplinkFreeAt;
    long mostQueued;
    final long[] verifierFreeAt;
    long verifyBusy;

    long wakeAt = Long.MAX_VALUE;
    long queuedWake = Long.MAX_VALUE;
    final List<Event> heldInSleep = new ArrayList<>(0);

    Host(
            int index,
            MachineId id,
            Endpoint endpoint,
            Reach reach,
            NodeKind kind,
            NetworkSettings net) {
        this.index = index;
        this.id = id;
        this.endpoint = endpoint;
        this.reach = reach;
        this.kind = kind;
        this.uplink = net.uplink();
        this.verifierFreeAt = new long[net.verifiers()];
        this.hint = new Hint(id, List.of(endpoint), false, 1);
    }

    boolean up() {
        return state == State.UP;
    }

    Glimpse glimpse() {
        return kind.glimpse(node);
    }

    @Override
    public String toString() {
        return "host " + index;
    }
}
