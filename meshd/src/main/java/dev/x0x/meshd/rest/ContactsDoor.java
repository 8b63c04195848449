// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom the operator trusts. What returns normally is stored; {@link IOException} means it is not.
 */
public interface ContactsDoor {
    /** Every contact. */
    List<Contact> list();

    /**
     * Adds a contact, or gives one that is there this level and label; machines and pins stay.
     *
     * @throws RefusedException the label cannot be had
     */
    void add(AgentId agent, TrustLevel level, Optional<String> label)
            throws RefusedException, IOException;

    /** Changes what is given, and makes the contact if it is missing. */
    void change(AgentId agent, Optional<TrustLevel> level, Optional<IdentityType> type)
            throws RefusedException, IOException;

    /** False if there was none. */
    boolean remove(AgentId agent) throws IOException;

    /** Never believe this agent's key again. Asking twice is no error. */
    void revoke(AgentId agent, String reason) throws RefusedException, IOException;

    /** What is recorded against this agent. */
    List<Revocation> revocations(AgentId agent);

    /** Empty if there is no such contact. */
    Optional<List<Machine>> machines(AgentId agent);

    /**
     * Records a machine of a contact.
     *
     * @throws RefusedException there is no such contact
     */
    AddedMachine addMachine(
            AgentId agent, MachineId machine, Optional<String> label, boolean pinned)
            throws RefusedException, IOException;

    /** False if there was none. */
    boolean removeMachine(AgentId agent, MachineId machine) throws IOException;

    /** False if the machine is not recorded. */
    boolean pin(AgentId agent, MachineId machine) throws IOException;

    /** False if the machine is not recorded. */
    boolean unpin(AgentId agent, MachineId machine) throws IOException;

    /** What would be said to this pair. */
    TrustDecision evaluate(AgentId agent, MachineId machine);

    /**
     * Whom a name means (DECISIONS B6): the one of that label, else those whose id begins with at
     * least 8 hex characters so.
     */
    List<Contact> resolve(String name);

    /** One contact. Times are kept in whole seconds. */
    record Contact(
            AgentId agent,
            TrustLevel level,
            Optional<String> label,
            Instant addedAt,
            Optional<Instant> lastSeen,
            IdentityType type) {}

    /** One machine of a contact. */
    record Machine(
            MachineId machine,
            Optional<String> label,
            Instant firstSeen,
            Instant lastSeen,
            boolean pinned) {}

    /** A machine as it is recorded now, and whether it was new. */
    record AddedMachine(boolean fresh, Machine machine) {}

    /** One revocation. */
    record Revocation(AgentId agent, String reason, Instant at, Optional<AgentId> revoker) {}
}
