// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

/**
 * What a relay reads of a carrier frame (DECISIONS A1).
 *
 * @param kind 1 envelope, 2 session record, 3 custody ack
 * @param hashHigh the first 8 bytes of the frame's hash with the hop limit as 0
 * @param hashLow the 8 bytes after them
 * @param ours whether it is of our network
 * @param hopLimit hops left
 * @param expiresMs Unix milliseconds
 * @param messageHigh the first 8 bytes of the message id: the same in every copy of a message
 * @param messageLow the 8 bytes after them
 * @param bytes of the whole frame
 */
public record CarrierHead(
        int kind,
        long hashHigh,
        long hashLow,
        boolean ours,
        MachineId destination,
        MachineId origin,
        int hopLimit,
        long createdMs,
        long expiresMs,
        long messageHigh,
        long messageLow,
        int bytes) {}
