// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

/**
 * One frame between two linked machines about the overlay itself. On a link's payload stream its
 * first byte is {@value #MARK}, which no carrier frame has (DECISIONS A1: version 1).
 */
public sealed interface OverlayFrame permits MembershipFrame, BroadcastFrame {
    /** First byte of every overlay frame. */
    int MARK = 2;
}
