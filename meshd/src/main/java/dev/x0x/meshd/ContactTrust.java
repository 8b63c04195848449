// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.mail.Trust;

/** The contact store as mail asks it. */
record ContactTrust(ContactStore contacts) implements Trust {
    @Override
    public boolean barred(AgentId agent, MachineId machine) {
        return contacts.blocked(agent);
    }

    @Override
    public boolean contact(AgentId agent) {
        return contacts.isContact(agent);
    }

    @Override
    public TrustDecision judge(AgentId agent, MachineId machine) {
        return contacts.judge(agent, machine);
    }
}
