// SPDX-License-Identifier: Apache-2.0
/**
 * Carrier frames toward one machine: learned next hops, custody hop by hop, the second-best hop and
 * the bounded flood, quotas for what we carry for others, as a pure machine. It reads headers and
 * never what is sealed. Driven by {@code gossip}.
 */
package dev.x0x.meshd.gossip.unicast;
