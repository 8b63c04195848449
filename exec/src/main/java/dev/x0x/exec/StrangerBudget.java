// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.AgentId;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many refusals those who are no contacts are worth: one a minute an agent, ten a minute in all
 * (DECISIONS B2).
 */
final class StrangerBudget {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int IN_ALL = 10;

    private record Answered(AgentId agent, Duration at) {}

    private final Deque<Answered> recent = new ArrayDeque<>();

    /** Whether this agent may be answered now; if so, it counts. */
    boolean spend(AgentId agent, Duration uptime) {
        while (!recent.isEmpty() && recent.peek().at().plus(MINUTE).compareTo(uptime) <= 0) {
            recent.poll();
        }
        if (recent.size() >= IN_ALL || recent.stream().anyMatch(one -> one.agent().equals(agent))) {
            return false;
        }
        recent.add(new Answered(agent, uptime));
        return true;
    }
}
