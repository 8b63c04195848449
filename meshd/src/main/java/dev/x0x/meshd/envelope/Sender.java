// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineKeys;

/** Who seals: our own agent, on our own machine. Does not own the keys. */
public record Sender(AgentKeys agent, MachineKeys machine) {}
