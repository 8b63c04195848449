// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.util.Objects;

/** One end of a call: an agent on a machine (DECISIONS B1). */
public record Target(AgentId agent, MachineId machine) {
    public Target {
        Objects.requireNonNull(agent);
        Objects.requireNonNull(machine);
    }
}
