// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.RevocationBook;
import dev.x0x.meshd.mail.Trust;

/**
 * The contact store as mail asks it; a revoked key counts as blocked, whatever the operator said.
 */
record ContactTrust(ContactStore contacts, RevocationBook revocations) implements Trust {
    @Override
    public boolean barred(AgentId agent, MachineId machine) {
        return contacts.blocked(agent)
                || revocations.revoked(agent)
                || revocations.revoked(machine);
    }

    @Override
    public boolean contact(AgentId agent) {
        return contacts.isContact(agent);
    }

    @Override
    public TrustDecision judge(AgentId agent, MachineId machine) {
        return barred(agent, machine)
                ? TrustDecision.REJECT_BLOCKED
                : contacts.judge(agent, machine);
    }
}
