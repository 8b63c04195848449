// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

/** Something that will happen at a virtual time. */
abstract class Occurrence {
    /** When, in microseconds; set by the queue together with {@link #sequence}. */
    long time;

    /** Orders what happens at one time: first queued, first served. */
    long sequence;

    /** Lets it happen; the simulation's time is already {@link #time}. */
    abstract void happen();
}
