// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.nio.ByteBuffer;
import java.util.List;

/** A machine of the address book, and what came of dialling it. */
final class BookEntry {
    /** Descriptors live for 24 hours (MESH.md row 14). */
    static final long LIFETIME = 86_400;

    /** Clocks may be this wrong about each other before a hint is refused; guess. */
    private static final long AHEAD = 7_200;

    private final MachineId machine;
    private Hint hint;
    private AddressGroup group;

    /** Whether a verified announcement says what the hint says. */
    boolean confirmed;

    /** Whether addresses of our own networks in it are worth a dial. */
    boolean local;

    /** Address-group limits do not count it. */
    boolean exempt;

    /** Who named it last: can be asked for its announcement. */
    MachineId introducer;

    boolean tried;
    int slots;
    long lastSuccess = -1;

    /** In a row; sets the pause before the next dial. */
    int failures;

    /** Of the 24 hours that count toward deletion. */
    int strikes;

    long lastStrike = -1;
    long notBefore;

    BookEntry(Hint hint, boolean confirmed, boolean local) {
        this.machine = hint.machine();
        this.introducer = hint.machine();
        this.confirmed = confirmed;
        this.local = local;
        set(hint);
    }

    MachineId machine() {
        return machine;
    }

    Hint hint() {
        return hint;
    }

    AddressGroup group() {
        return group;
    }

    /** Takes the hint over; true if the machine moved to another address group. */
    boolean set(Hint newer) {
        AddressGroup before = group;
        hint = newer;
        group = group(newer);
        return before != null && !before.equals(group);
    }

    /** Dialled in vain and never yet with success: whoever named it may have made it up. */
    boolean doubtful() {
        return strikes > 0 && lastSuccess < 0;
    }

    boolean expired(long wall) {
        return !fresh(hint, wall);
    }

    /** What to dial: addresses of our own networks only if they were learned in one. */
    Hint dialable() {
        return local ? hint : routable(hint);
    }

    static Hint routable(Hint hint) {
        List<Endpoint> addresses = hint.addresses();
        if (addresses.stream().allMatch(each -> AddressGroup.of(each).routable())) {
            return hint;
        }
        return new Hint(
                hint.machine(),
                addresses.stream().filter(each -> AddressGroup.of(each).routable()).toList(),
                hint.reachable(),
                hint.announcedAt());
    }

    static boolean fresh(Hint hint, long wall) {
        return hint.announcedAt() > wall - LIFETIME && hint.announcedAt() < wall + AHEAD;
    }

    /** The group of the first public address. */
    static AddressGroup group(Hint hint) {
        for (Endpoint each : hint.addresses()) {
            AddressGroup group = AddressGroup.of(each);
            if (group.routable()) {
                return group;
            }
        }
        return new AddressGroup(false, 0, 0);
    }

    static long digest(MachineId machine, long secret) {
        ByteBuffer in = ByteBuffer.wrap(machine.bytes());
        long digest = secret;
        while (in.hasRemaining()) {
            digest = mix(digest ^ in.getLong());
        }
        return digest;
    }

    /** The finisher of SplitMix64 (Steele, Lea, Flood 2014): cheap, keyed by what goes in. */
    static long mix(long z) {
        long x = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }
}
