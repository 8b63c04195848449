// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.AgentId;

import java.util.Optional;

/**
 * The operator's word that an agent's key is never to be believed again. Permanent.
 *
 * <p>A deleted contact that was blocked leaves a record too, so that it stays blocked in a form
 * that the field's own reader understands; it is told by its reason and by having no revoker, and
 * adding the contact again takes it away.
 *
 * @param timestamp Unix seconds, u64
 */
public record LocalRevocation(
        AgentId agent, String reason, long timestamp, Optional<AgentId> revoker) {
    static final String DELETED_WHILE_BLOCKED = "x0x: deleted while blocked";

    static LocalRevocation tombstone(AgentId agent, long now) {
        return new LocalRevocation(agent, DELETED_WHILE_BLOCKED, now, Optional.empty());
    }

    /** Whether this only remembers a block. */
    boolean isTombstone() {
        return revoker.isEmpty() && reason.equals(DELETED_WHILE_BLOCKED);
    }
}
