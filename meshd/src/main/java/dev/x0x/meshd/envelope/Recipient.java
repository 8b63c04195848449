// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/**
 * To whom, and to which of its machines.
 *
 * @param kemPublicKey the ML-KEM-768 encapsulation key that this pair advertises, 1184 bytes
 */
public record Recipient(AgentId agent, MachineId machine, byte[] kemPublicKey) {}
