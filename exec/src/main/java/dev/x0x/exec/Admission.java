// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.Caps;
import dev.x0x.identity.AgentId;

import java.util.HashMap;
import java.util.Map;

/** The slots: how many commands run, in all and for each agent (gate row 11). */
final class Admission {
    private final Map<AgentId, Integer> perAgent = new HashMap<>();
    private int total;

    boolean take(AgentId agent, Caps caps) {
        int ofAgent = perAgent.getOrDefault(agent, 0);
        if (total >= caps.maxConcurrentTotal() || ofAgent >= caps.maxConcurrentPerAgent()) {
            return false;
        }
        total++;
        perAgent.put(agent, ofAgent + 1);
        return true;
    }

    void free(AgentId agent) {
        total--;
        perAgent.computeIfPresent(agent, (_, n) -> n > 1 ? n - 1 : null);
    }

    Map<AgentId, Integer> perAgent() {
        return Map.copyOf(perAgent);
    }
}
