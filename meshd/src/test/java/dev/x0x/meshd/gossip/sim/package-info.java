// SPDX-License-Identifier: Apache-2.0
/**
 * The simulator of the overlay: thousands of {@link dev.x0x.meshd.gossip.MeshNode} values on a
 * modelled internet in virtual time. One thread, one queue, one seed: the same seed gives the same
 * events in the same order on every JDK. It opens no socket and reads no clock; its command is
 * {@code ./dev sim}, its scenarios are {@code conformance-tests/sim/*.toml}.
 */
package dev.x0x.meshd.gossip.sim;
