// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/** What the operator says of a sender. */
public interface Trust {
    /** Whether nothing of this agent or machine is to be looked at: blocked or revoked. */
    boolean barred(AgentId agent, MachineId machine);

    /** Whether the agent is a contact at all. */
    boolean contact(AgentId agent);

    /** The decision on this agent on this proven machine (BEHAVIOUR.md §2). */
    TrustDecision judge(AgentId agent, MachineId machine);
}
