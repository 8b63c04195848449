// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

/** One frame toward one link: it waits in a queue, or for the custody ack. */
final class Copy implements Comparable<Copy> {
    final Carried carried;
    final long number;

    /** Uptime in nanoseconds at which the wait for the custody ack ends. */
    long deadline;

    /** When it was handed to the link. */
    long sentAt;

    Egress egress;

    Copy(Carried carried, long number) {
        this.carried = carried;
        this.number = number;
    }

    int bytes() {
        return carried.head.bytes();
    }

    @Override
    public int compareTo(Copy other) {
        int order = Long.compare(deadline, other.deadline);
        return order != 0 ? order : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
