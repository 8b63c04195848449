// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a test's operator says. */
final class FakeTrust implements Trust {
    final Set<AgentId> barred = new HashSet<>();
    final Map<AgentId, TrustDecision> contacts = new HashMap<>();

    @Override
    public boolean barred(AgentId agent, MachineId machine) {
        return barred.contains(agent);
    }

    @Override
    public boolean contact(AgentId agent) {
        return contacts.containsKey(agent);
    }

    @Override
    public TrustDecision judge(AgentId agent, MachineId machine) {
        return contacts.getOrDefault(agent, TrustDecision.UNKNOWN);
    }
}
