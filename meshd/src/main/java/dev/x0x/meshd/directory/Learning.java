// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

/** What the directory made of what a peer said. */
public enum Learning {
    /** The first key of this agent on this machine. */
    NEW,
    /** The key we have already. */
    SAME,
    /** Another key, from the machine itself: it counts from now on. */
    CHANGED,
    /** Another key, but not from the machine itself: it waits for the operator (DECISIONS B1). */
    PENDING,
    /** Said before what we know already. */
    OLDER,
    /** Over, or from the future. */
    NOT_FRESH,
    /** Nothing in it that mail can be sealed to. */
    NO_KEY
}
