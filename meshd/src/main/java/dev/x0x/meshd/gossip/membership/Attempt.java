// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.wire.Hint;

/** A dial under way, and what it is for. */
final class Attempt {
    /** What it is for. */
    enum Purpose {
        /** To become neighbours. */
        NEIGHBOUR,
        /** To become neighbours in place of another. */
        ROTATE,
        /** To be made known. */
        CONTACT,
        /** To see whether it answers. */
        FEEL,
        /** To prove to it that it can be dialled. */
        DIAL_BACK
    }

    /** How far it is. */
    enum Phase {
        CONFIRM,
        DIAL,
        ASK
    }

    final Purpose purpose;

    /** Whom, or null for an address of the configuration. */
    final Hint hint;

    final Endpoint at;
    final long nonce;

    /** Whether what its announcement says of our own networks may be dialled. */
    final boolean local;

    Phase phase;
    long deadline;

    private Attempt(Purpose purpose, Hint hint, Endpoint at, long nonce, boolean local) {
        this.purpose = purpose;
        this.hint = hint;
        this.at = at;
        this.nonce = nonce;
        this.local = local;
    }

    static Attempt at(Endpoint at) {
        return new Attempt(Purpose.CONTACT, null, at, 0, true);
    }

    static Attempt of(Purpose purpose, Hint hint, boolean local) {
        return new Attempt(purpose, hint, null, 0, local);
    }

    static Attempt dialBack(Hint hint, long nonce) {
        return new Attempt(Purpose.DIAL_BACK, hint, null, nonce, true);
    }

    /** Whether it may end in a new dialled neighbour beyond those we have. */
    boolean fills() {
        return purpose == Purpose.NEIGHBOUR || purpose == Purpose.CONTACT;
    }
}
