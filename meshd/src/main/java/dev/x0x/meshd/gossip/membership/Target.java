// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.wire.Hint;

/** Whom to dial. */
public sealed interface Target {
    /** A known machine: anyone else there fails the handshake. */
    record Machine(Hint hint) implements Target {}

    /** Whoever answers at an address of the configuration. */
    record Address(Endpoint at) implements Target {}
}
