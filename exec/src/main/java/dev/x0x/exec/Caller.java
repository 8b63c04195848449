// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.Via;

/**
 * Who sent an opened message, and what the operator says of them. Only {@link Trusted} can be
 * judged by the ACL.
 */
public sealed interface Caller {
    /** The pair that signed: agent and attested machine. */
    Peer peer();

    /** The link it came by. */
    Via via();

    /** The trust decision is Accept. */
    record Trusted(Peer peer, Via via) implements Caller {}

    /** Any other decision; {@code contact} says whether the operator knows the agent at all. */
    record Untrusted(Peer peer, Via via, boolean contact) implements Caller {}

    /** Not proven. The inbox drops these; the type is the second lock (BEHAVIOUR.md §2 row 1). */
    record Unverified(Peer peer, Via via) implements Caller {}
}
