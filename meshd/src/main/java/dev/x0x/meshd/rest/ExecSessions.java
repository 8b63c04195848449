// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;

/** What runs now: asked from here, and asked of us. */
public record ExecSessions(List<PendingClient> pendingClients, List<ActiveServer> activeServers) {
    /** Keeps its own lists. */
    public ExecSessions {
        pendingClients = List.copyOf(pendingClients);
        activeServers = List.copyOf(activeServers);
    }

    /** A command asked from here that has not ended. */
    public record PendingClient(
            RequestId requestId, AgentId target, List<String> argv, Duration age) {}

    /** A command that runs here for someone else. */
    public record ActiveServer(
            RequestId requestId,
            AgentId agent,
            MachineId machine,
            List<String> argv,
            Duration age) {}
}
