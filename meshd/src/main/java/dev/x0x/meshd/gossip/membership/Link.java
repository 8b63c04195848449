// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

/** A link that is up, and what membership makes of it. */
final class Link {
    private final MachineId peer;
    private final boolean dialled;
    private final Endpoint remote;
    private final AddressGroup group;
    private Hint hint;

    /** Since when it is a neighbour, or -1. */
    long neighbourSince = -1;

    /** When it last brought news, or -1. */
    long usefulAt = -1;

    /** No use for it from here on, unless it becomes a neighbour. */
    long idleAt;

    /** Whether the driver was told that it may go. */
    boolean released;

    /** Address-group limits do not count it: configured, or a trusted contact. */
    boolean exempt;

    /** Until when offers may come for a join that we sent here, or -1. */
    long joinUntil = -1;

    int offersLeft;

    /** Not asked to be a neighbour before. */
    long askAfter;

    /** ForwardJoin and Shuffle: bursts of a join storm pass, a flood does not; guess. */
    final TokenBucket walks = new TokenBucket(20, 100);

    /** Frames beyond that: so many more are no join storm any more; guess. */
    TokenBucket excess = excess();

    /** Questions that cost a dial of somebody, or a shuffle by one who is no neighbour. */
    final TokenBucket favours = new TokenBucket(0.1, 3);

    Link(Hint hint, Endpoint remote, boolean dialled) {
        this.peer = hint.machine();
        this.hint = hint;
        this.remote = remote;
        this.group = AddressGroup.of(remote);
        this.dialled = dialled;
    }

    static TokenBucket excess() {
        return new TokenBucket(1, 300);
    }

    MachineId peer() {
        return peer;
    }

    Hint hint() {
        return hint;
    }

    void heardOf(Hint newer) {
        if (newer.announcedAt() > hint.announcedAt()) {
            hint = newer;
        }
    }

    Endpoint remote() {
        return remote;
    }

    AddressGroup group() {
        return group;
    }

    boolean dialled() {
        return dialled;
    }

    /** Whether the other end is on our own network: loopback, private or link-local. */
    boolean local() {
        return !group.routable();
    }

    /** A neighbour that has brought nothing for this long. */
    boolean silent(long longEnough, long now) {
        return neighbour() && now - Math.max(neighbourSince, usefulAt) >= longEnough;
    }

    boolean neighbour() {
        return neighbourSince >= 0;
    }
}
