// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

/**
 * What is wrong with a header.
 *
 * @param breach whether the link's peer broke a rule that it could check as well as we: no honest
 *     node posts or passes on such a frame. What depends on a clock, or on what is sealed, is none
 *     (DECISIONS D1)
 */
record HeadFault(String what, boolean breach) {
    private static final int ENVELOPE = 1;
    private static final int SESSION_RECORD = 2;
    static final int CUSTODY_ACK = 3;
    private static final int HASH = 16;

    /** Of a frame that came in; null if there is none. */
    static HeadFault ofArrived(
            UnicastEvent.Arrived arrived, MachineId self, UnicastSettings settings, long wallMs) {
        CarrierHead head = arrived.head();
        if (head.kind() == CUSTODY_ACK) {
            return ofCustody(arrived, self);
        }
        if (head.hopLimit() >= settings.hopLimit() && !head.origin().equals(arrived.from())) {
            return breach("raised hop limit");
        }
        return ofMessage(head, settings, wallMs);
    }

    /** Of a frame of our own; null if there is none. */
    static HeadFault ofOwn(
            CarrierHead head, MachineId self, UnicastSettings settings, long wallMs) {
        if (!head.origin().equals(self)) {
            return breach("another origin");
        }
        if (head.destination().equals(self)) {
            return breach("destination is this machine");
        }
        if (head.hopLimit() == 0) {
            return breach("no hop limit");
        }
        return ofMessage(head, settings, wallMs);
    }

    private static HeadFault ofCustody(UnicastEvent.Arrived arrived, MachineId self) {
        CarrierHead head = arrived.head();
        if (!head.ours()) {
            return breach("another network");
        }
        if (arrived.custodyOf().length != HASH) {
            return breach("custody ack without a hash");
        }
        if (!head.destination().equals(self) || !head.origin().equals(arrived.from())) {
            return breach("forwarded custody ack");
        }
        return null;
    }

    private static HeadFault ofMessage(CarrierHead head, UnicastSettings settings, long wallMs) {
        if (head.kind() != ENVELOPE && head.kind() != SESSION_RECORD) {
            return breach("unknown kind");
        }
        if (!head.ours()) {
            return breach("another network");
        }
        if (head.bytes() <= 0 || head.bytes() > settings.largestFrame()) {
            return breach("size out of range");
        }
        if (head.hopLimit() < 0 || head.hopLimit() > settings.hopLimit()) {
            return breach("hop limit out of range");
        }
        if (head.createdMs() < 0 || head.expiresMs() < head.createdMs()) {
            return breach("times out of order"); // u64: above 2^63 they are negative here
        }
        if (head.expiresMs() - head.createdMs() > settings.longestLife().toMillis()) {
            return breach("lives too long");
        }
        long skew = settings.skew().toMillis();
        if (wallMs - skew > head.expiresMs()) {
            return new HeadFault("expired", false);
        }
        if (head.createdMs() - skew > wallMs) {
            return new HeadFault("created in the future", false);
        }
        return null;
    }

    private static HeadFault breach(String what) {
        return new HeadFault(what, true);
    }
}
