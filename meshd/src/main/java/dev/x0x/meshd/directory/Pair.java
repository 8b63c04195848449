// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/** An agent on one of its machines: whom a call is addressed to. */
public record Pair(AgentId agent, MachineId machine) {}
