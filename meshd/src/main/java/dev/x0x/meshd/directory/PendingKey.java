// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import java.time.Instant;

/**
 * Another key for an agent on a machine, signed by the agent, that did not come from that machine.
 * Not used until the operator says so.
 *
 * @param kemPublicKey 1184 bytes
 */
public record PendingKey(Pair pair, byte[] kemPublicKey, Instant created) {}
