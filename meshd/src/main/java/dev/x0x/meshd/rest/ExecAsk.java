// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One command to run.
 *
 * @param machine which of the agent's machines; empty: the pinned one, else the card's
 * @param argv at least one token
 * @param stdin given over, not copied; empty when there is none
 * @param timeout in milliseconds, exact
 * @param requestId the caller's own name for it; empty: the door makes one
 */
public record ExecAsk(
        AgentId agent,
        Optional<MachineId> machine,
        List<String> argv,
        byte[] stdin,
        Duration timeout,
        Optional<String> cwd,
        Optional<RequestId> requestId) {
    /** Keeps its own list of tokens. */
    public ExecAsk {
        argv = List.copyOf(argv);
    }
}
