// SPDX-License-Identifier: Apache-2.0
/**
 * What neighbours say to each other about the overlay, and its bytes. Decoding proves nothing about
 * who said it; the link does, or the signature inside. Never decides anything. Read by the machines
 * of {@code gossip}, and by whoever drives them.
 */
package dev.x0x.meshd.gossip.wire;
