// SPDX-License-Identifier: Apache-2.0
/**
 * Signed records to everyone: Plumtree without tree optimisation, the store of the newest records,
 * heartbeats by hash chain, quotas and scores, as pure machines. It never verifies a signature
 * itself: it asks, and forwards nothing before the answer. Driven by {@code gossip}.
 */
package dev.x0x.meshd.gossip.broadcast;
