// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.AgentId;

import java.util.List;
import java.util.Optional;

/** Whom a name means (DECISIONS B6). */
public sealed interface Resolution {
    /**
     * This agent.
     *
     * @param contact empty for a whole id of somebody who is none
     */
    record Found(AgentId agent, Optional<Contact> contact) implements Resolution {}

    /** Any of these, at least two. */
    record Ambiguous(List<Contact> candidates) implements Resolution {
        /** For people: all that it could mean. */
        public String message() {
            StringBuilder text = new StringBuilder("the name fits several contacts:");
            for (Contact one : candidates) {
                text.append(' ').append(one.agent());
                one.label().ifPresent(label -> text.append(" (").append(label).append(')'));
            }
            return text.append("; name one by its id").toString();
        }
    }

    /** Nobody we know. */
    record Unknown() implements Resolution {}
}
