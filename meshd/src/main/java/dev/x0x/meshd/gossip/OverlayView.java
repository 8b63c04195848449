// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip;

import dev.x0x.meshd.gossip.broadcast.BroadcastView;
import dev.x0x.meshd.gossip.membership.MembershipView;
import dev.x0x.meshd.gossip.unicast.UnicastView;

import java.util.Map;

/**
 * One node as its operator sees it.
 *
 * @param carrierDrops carrier frames that went no further, by reason
 */
public record OverlayView(
        MembershipView membership,
        BroadcastView broadcast,
        UnicastView unicast,
        Map<String, Long> carrierDrops) {}
