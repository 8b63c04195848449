// SPDX-License-Identifier: Apache-2.0
/**
 * The overlay as one pure machine: membership, broadcast and unicast joined. What a node hears
 * comes in as events with the time, what it wants done comes out as effects in order; links,
 * signatures, clocks and files are the driver's, in the daemon and in the simulator alike.
 */
package dev.x0x.meshd.gossip;
