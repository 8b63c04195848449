// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All contacts and local revocations at one moment. Never changes. */
final class Contacts {
    static final Contacts NONE = new Contacts(new LinkedHashMap<>(), List.of());

    private final SequencedMap<AgentId, Contact> byAgent;
    private final List<LocalRevocation> revocations;
    private final Set<AgentId> revoked;
    private final Set<AgentId> tombstones;

    /** Takes over the map. */
    private Contacts(SequencedMap<AgentId, Contact> byAgent, List<LocalRevocation> revocations) {
        this.byAgent = byAgent;
        this.revocations = List.copyOf(revocations);
        this.revoked = agents(revocations, one -> !one.isTombstone());
        this.tombstones = agents(revocations, LocalRevocation::isTombstone);
    }

    /** At most one contact an agent. */
    static Contacts of(List<Contact> contacts, List<LocalRevocation> revocations) {
        var byAgent = new LinkedHashMap<AgentId, Contact>();
        contacts.forEach(contact -> byAgent.put(contact.agent(), contact));
        return new Contacts(byAgent, revocations);
    }

    Collection<Contact> all() {
        return byAgent.sequencedValues();
    }

    List<LocalRevocation> revocations() {
        return revocations;
    }

    Optional<Contact> find(AgentId agent) {
        return Optional.ofNullable(byAgent.get(agent));
    }

    /** Whether the operator has said that this key is never to be believed again. */
    boolean revoked(AgentId agent) {
        return revoked.contains(agent);
    }

    /** Whether nothing of this agent is to be read, whatever its machine. */
    boolean blocked(AgentId agent) {
        return revoked.contains(agent)
                || tombstones.contains(agent)
                || find(agent).map(one -> one.level() == TrustLevel.BLOCKED).orElse(false);
    }

    TrustDecision judge(AgentId agent, MachineId machine) {
        if (blocked(agent)) {
            return TrustDecision.REJECT_BLOCKED;
        }
        return find(agent).map(one -> one.judge(machine)).orElse(TrustDecision.UNKNOWN);
    }

    /** Adds the contact or puts it in the place of the agent's; takes its tombstone away. */
    Contacts with(Contact contact) {
        var now = new LinkedHashMap<>(byAgent);
        now.put(contact.agent(), contact);
        return new Contacts(now, withoutTombstone(contact.agent()));
    }

    /** Without the contact; one that was blocked leaves a tombstone. */
    Contacts without(AgentId agent, long seconds) {
        var now = new LinkedHashMap<>(byAgent);
        Contact gone = now.remove(agent);
        boolean wasBlocked = gone != null && gone.level() == TrustLevel.BLOCKED;
        if (!wasBlocked || revoked(agent)) {
            return new Contacts(now, revocations);
        }
        List<LocalRevocation> then = withoutTombstone(agent);
        then.add(LocalRevocation.tombstone(agent, seconds));
        return new Contacts(now, then);
    }

    /** With a revocation; the contact, if there is one, is blocked. */
    Contacts with(LocalRevocation revocation) {
        var now = new LinkedHashMap<>(byAgent);
        now.computeIfPresent(
                revocation.agent(), (_, contact) -> contact.withLevel(TrustLevel.BLOCKED));
        List<LocalRevocation> then = withoutTombstone(revocation.agent());
        then.add(revocation);
        return new Contacts(now, then);
    }

    /** Whether another contact than this agent's has the label; case does not tell them apart. */
    boolean labelTaken(String label, AgentId agent) {
        return all().stream()
                .filter(one -> !one.agent().equals(agent))
                .anyMatch(one -> one.label().map(label::equalsIgnoreCase).orElse(false));
    }

    private List<LocalRevocation> withoutTombstone(AgentId agent) {
        var kept = new ArrayList<LocalRevocation>(revocations);
        kept.removeIf(one -> one.isTombstone() && one.agent().equals(agent));
        return kept;
    }

    private static Set<AgentId> agents(
            List<LocalRevocation> records, Predicate<LocalRevocation> wanted) {
        return records.stream()
                .filter(wanted)
                .map(LocalRevocation::agent)
                .collect(Collectors.toUnmodifiableSet());
    }
}
