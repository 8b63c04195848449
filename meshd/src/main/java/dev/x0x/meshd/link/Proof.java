// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.util.Optional;

/**
 * What one TLS handshake showed of the peer. Written on the pool that checks certificates, read on
 * the event loop.
 */
final class Proof {
    private final Optional<MachineId> pinned;
    private volatile Optional<MachineId> machine = Optional.empty();
    private volatile Optional<Failure> failure = Optional.empty();

    /** Why the certificate was refused. */
    record Failure(DownCause cause, String why) {}

    /** A handshake in which only {@code pinned} may answer, or anyone if there is none. */
    Proof(Optional<MachineId> pinned) {
        this.pinned = pinned;
    }

    boolean expects(MachineId who) {
        return pinned.isEmpty() || pinned.get().equals(who);
    }

    void prove(MachineId who) {
        machine = Optional.of(who);
    }

    void refuse(DownCause cause, String why) {
        failure = Optional.of(new Failure(cause, why));
    }

    /** The proven machine. Empty also when TLS ran to its end without asking us. */
    Optional<MachineId> machine() {
        return machine;
    }

    Optional<Failure> failure() {
        return failure;
    }
}
