// SPDX-License-Identifier: Apache-2.0
/**
 * Drives the overlay machine of {@code gossip}: one thread owns it, links and timers feed it, and
 * what it wants done is done here. Holds no rule of the protocol.
 */
package dev.x0x.meshd.mesh;
