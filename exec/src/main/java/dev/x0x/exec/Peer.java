// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.wire.Target;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/**
 * Whom a call is addressed to, and from whom a request came: an agent on a machine (DECISIONS B1).
 */
public record Peer(AgentId agent, MachineId machine) {
    Target target() {
        return new Target(agent, machine);
    }
}
